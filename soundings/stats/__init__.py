"""Mathematics that knows neither Django nor children's services: each function says its units, range and source."""
