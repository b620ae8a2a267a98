"""The log as a dataset of Parquet files for analysts: a copy that can be thrown away and written again."""
