"""One person at the console's WebSocket, as the page speaks it."""

import base64
import json
import os
import socket
import struct
import urllib.request
from urllib.parse import urlsplit

PATIENCE = 15.0


class Console:
    """Requests with their answers; events that come between are kept for await_incident."""

    def __init__(self, address, name):
        self._address = address
        self._cookie = self._sign_in(name)
        self._events = []
        self._next = 0
        self._bytes = b""
        parts = urlsplit(address)
        self._socket = socket.create_connection((parts.hostname, parts.port), PATIENCE)
        self._upgrade(parts.netloc)

    def close(self):
        self._socket.close()

    def ask(self, **fields):
        self._next += 1
        self._send(json.dumps({"n": self._next, **fields}).encode())
        while True:
            frame = self._read_frame()
            if frame.get("n") == self._next:
                if "error" in frame:
                    raise AssertionError(f"{fields} was refused: {frame['error']}")
                return frame
            if self._next in frame.get("acks", []):
                return frame
            self._events.append(frame)

    def command(self, room, text):
        answer = self.ask(do="command", room=room, id=f"c{self._next + 1}", text=text)
        if (answer.get("answer") or {}).get("failed"):
            raise AssertionError(f"{text!r} was not done: {answer['answer']['text']}")
        return answer

    def declare(self, words):
        """Gives back the new incident's room."""
        return self.command("general", "/incident declare " + words)["room"]

    def incident(self, number):
        return self.ask(do="incident", id=number)["incident"]

    def await_incident(self, number, is_so):
        """The incident as soon as it is as wanted; its room must be open."""
        view = self.incident(number)
        while not is_so(view):
            frame = self._events.pop(0) if self._events else self._read_frame()
            if frame.get("event") == "incident" and frame["incident"]["id"] == number:
                view = frame["incident"]
        return view

    def rca(self, number, template):
        request = urllib.request.Request(
            f"{self._address}/incidents/{number}/rca.md?template={template}",
            headers={"Cookie": self._cookie})
        with urllib.request.urlopen(request, timeout=PATIENCE) as answer:
            return answer.read().decode()

    def _sign_in(self, name):
        request = urllib.request.Request(
            self._address + "/api/sign-in", json.dumps({"name": name}).encode(),
            {"Content-Type": "application/json"})
        with urllib.request.urlopen(request, timeout=PATIENCE) as answer:
            return answer.headers["Set-Cookie"].split(";")[0]

    def _upgrade(self, host):
        key = base64.b64encode(os.urandom(16)).decode()
        self._socket.sendall((
            f"GET /api/socket HTTP/1.1\r\nHost: {host}\r\nUpgrade: websocket\r\n"
            f"Connection: Upgrade\r\nSec-WebSocket-Key: {key}\r\nSec-WebSocket-Version: 13\r\n"
            f"Cookie: {self._cookie}\r\n\r\n").encode())
        while b"\r\n\r\n" not in self._bytes:
            self._bytes += self._receive()
        head, self._bytes = self._bytes.split(b"\r\n\r\n", 1)
        if b" 101 " not in head.split(b"\r\n")[0]:
            raise AssertionError(head.decode())

    def _receive(self):
        chunk = self._socket.recv(65536)
        if not chunk:
            raise AssertionError("the console closed the connection")
        return chunk

    def _take(self, count):
        while len(self._bytes) < count:
            self._bytes += self._receive()
        taken, self._bytes = self._bytes[:count], self._bytes[count:]
        return taken

    def _send(self, payload, opcode=1):
        mask = os.urandom(4)
        size = len(payload)
        length = (struct.pack("!B", 0x80 | size) if size < 126
                  else struct.pack("!BH", 0x80 | 126, size))
        masked = bytes(byte ^ mask[at % 4] for at, byte in enumerate(payload))
        self._socket.sendall(bytes([0x80 | opcode]) + length + mask + masked)

    def _read_frame(self):
        words = b""
        while True:
            first, second = self._take(2)
            size = second & 0x7F
            if size == 126:
                (size,) = struct.unpack("!H", self._take(2))
            elif size == 127:
                (size,) = struct.unpack("!Q", self._take(8))
            payload = self._take(size)
            opcode = first & 0x0F
            if opcode == 9:
                self._send(payload, opcode=10)
            elif opcode == 8:
                raise AssertionError(f"the console said goodbye: {payload[2:].decode()}")
            elif opcode in (0, 1):
                words += payload
                if first & 0x80:
                    return json.loads(words)
