"""From a note's text to its title, headings, links and sections, each with its exact place."""
