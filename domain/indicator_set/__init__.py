"""An indicator set: what a province scores, released in immutable versions that are known by their content's hash."""
