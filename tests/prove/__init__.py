"""The proofs that `cam prove` makes, in short; and each of the bugs that they must report."""
