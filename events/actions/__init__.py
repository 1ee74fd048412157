"""Actions of curators that write to several records: merging, publishing, redacting and the like."""
