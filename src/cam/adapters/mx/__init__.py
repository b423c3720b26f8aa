"""Whether a domain takes mail: DNS, asked once for each domain and remembered."""
