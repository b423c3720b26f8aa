"""A file of people, CSV or JSON, told apart by its name's ending."""

from typing import BinaryIO

from cam.adapters.csv_file import read_prospects as read_csv_prospects
from cam.adapters.json_file import read_json_prospects
from cam.ports.prospect_file import Rows


def read_prospects(stream: BinaryIO, name: str) -> Rows:
    """Keeps `ports.prospect_file.ReadProspects`."""
    is_json = name.lower().endswith((".json", ".jsonl", ".ndjson"))
    return (read_json_prospects if is_json else read_csv_prospects)(stream, name=name)
