module bangvang/checkpoint

// Written so that Go 1.19 reads it; newer ones make 1.24.0 of it when told -mod=mod, for the libraries ask for that.
go 1.24

require (
	github.com/transparency-dev/formats v0.1.0
	github.com/transparency-dev/merkle v0.0.2
	golang.org/x/mod v0.32.0
)
