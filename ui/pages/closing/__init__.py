"""归档: what a case still lacks, its terms, and the case file."""
