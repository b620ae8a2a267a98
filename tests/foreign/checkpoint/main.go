// Command checkpoint reads checkpoints and proofs of a log with libraries of others alone.
//
// It reads questions as JSON from its standard input, one after the other, and answers each with a line of JSON.
package main

import (
	"encoding/json"
	"errors"
	"io"
	stdlog "log"
	"os"

	"github.com/transparency-dev/formats/log"
	cosigning "github.com/transparency-dev/formats/note"
	"github.com/transparency-dev/merkle/proof"
	"github.com/transparency-dev/merkle/rfc6962"
	"golang.org/x/mod/sumdb/note"
)

// question is a signed note with the keys to verify it with, and what is to be proved of its log. Bytes are in base64.
type question struct {
	Note        string       `json:"note"`
	Origin      string       `json:"origin"`
	LogKey      string       `json:"log_key"`
	WitnessKeys []string     `json:"witness_keys"`
	Inclusion   *inclusion   `json:"inclusion"`
	Consistency *consistency `json:"consistency"`
}

// inclusion says that an entry is in the log: the bytes that its leaf is the hash of, not the hash.
type inclusion struct {
	Index uint64   `json:"index"`
	Entry []byte   `json:"entry"`
	Path  [][]byte `json:"path"`
}

// consistency says that a smaller tree is the beginning of the log.
type consistency struct {
	Size uint64   `json:"size"`
	Root []byte   `json:"root"`
	Path [][]byte `json:"path"`
}

// answer is what was understood, or why something does not hold.
type answer struct {
	Origin       string           `json:"origin"`
	Size         uint64           `json:"size"`
	Root         []byte           `json:"root"`
	Rest         string           `json:"rest"`
	Cosignatures map[string]int64 `json:"cosignatures"` // When each witness has signed, in seconds since 1970.
	Refused      string           `json:"refused"`      // Empty if the note and all that is to be proved hold.
}

func main() {
	questions, answers := json.NewDecoder(os.Stdin), json.NewEncoder(os.Stdout)
	questions.DisallowUnknownFields()
	for {
		var asked question
		if err := questions.Decode(&asked); errors.Is(err, io.EOF) {
			return
		} else if err != nil {
			stdlog.Fatal(err)
		}
		given, err := asked.answer()
		if err != nil {
			given = &answer{Refused: err.Error()}
		}
		if err := answers.Encode(given); err != nil {
			stdlog.Fatal(err)
		}
	}
}

func (asked *question) answer() (*answer, error) {
	logVerifier, err := note.NewVerifier(asked.LogKey)
	if err != nil {
		return nil, err
	}
	witnesses, err := asked.witnesses()
	if err != nil {
		return nil, err
	}
	checkpoint, rest, opened, err := log.ParseCheckpoint([]byte(asked.Note), asked.Origin, logVerifier, witnesses...)
	if err != nil {
		return nil, err
	}
	times, err := cosignatures(opened, logVerifier)
	if err != nil {
		return nil, err
	}
	if err := asked.prove(checkpoint); err != nil {
		return nil, err
	}
	return &answer{checkpoint.Origin, checkpoint.Size, checkpoint.Hash, string(rest), times, ""}, nil
}

func (asked *question) witnesses() ([]note.Verifier, error) {
	var found []note.Verifier
	for _, key := range asked.WitnessKeys {
		verifier, err := cosigning.NewVerifierForCosignatureV1(key)
		if err != nil {
			return nil, err
		}
		found = append(found, verifier)
	}
	return found, nil
}

// cosignatures are the times of the signatures that fit, other than the log's own.
func cosignatures(opened *note.Note, logVerifier note.Verifier) (map[string]int64, error) {
	found := map[string]int64{}
	for _, signature := range opened.Sigs {
		if signature.Name == logVerifier.Name() && signature.Hash == logVerifier.KeyHash() {
			continue
		}
		time, err := cosigning.CoSigV1Timestamp(signature)
		if err != nil {
			return nil, err
		}
		found[signature.Name] = time.Unix()
	}
	return found, nil
}

func (asked *question) prove(checkpoint *log.Checkpoint) error {
	hasher := rfc6962.DefaultHasher
	if it := asked.Inclusion; it != nil {
		leaf := hasher.HashLeaf(it.Entry)
		if err := proof.VerifyInclusion(hasher, it.Index, checkpoint.Size, leaf, it.Path, checkpoint.Hash); err != nil {
			return err
		}
	}
	if it := asked.Consistency; it != nil {
		return proof.VerifyConsistency(hasher, it.Size, checkpoint.Size, it.Path, it.Root, checkpoint.Hash)
	}
	return nil
}
