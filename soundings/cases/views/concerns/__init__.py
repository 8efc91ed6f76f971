"""Pages of what is raised: raising it, receiving it, who receives it, and reading texts for danger."""
