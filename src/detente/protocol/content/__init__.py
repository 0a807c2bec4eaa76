"""Whether a file is what it says: by its bytes, without opening, unpacking or rendering any of it.

Bytes in, remarks out. What is looked at, and what cannot be seen: docs/attachments.md.
"""

from detente.protocol.content.check import check_content
from detente.protocol.content.remarks import Read, Remark

__all__ = ["Read", "Remark", "check_content"]
