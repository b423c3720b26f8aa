"""Apollo.io: people search without credits, people enrichment for credits."""
