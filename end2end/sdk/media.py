"""Pictures, sound and vectors through OpenAI's own Python client, unmodified: what src/tests/sdk.rs runs."""

import base64
import io
import json
import os
import struct
import tempfile
import wave
from pathlib import Path

import openai
from openai import OpenAI

SETUP = json.loads(os.environ["AIMALL_SDK"])
ours = OpenAI(base_url=SETUP["base_url"], api_key=SETUP["key"], max_retries=0, timeout=60)
TEXTS = ["سلام", "می‌خواهم", "hello"]
HEARD = "این متن را شبیه‌ساز نوشته است."


def check(function):
    function()
    print("ok", function.__name__, flush=True)


def refused(kind, status: int, code: str, call):
    try:
        call()
    except openai.APIStatusError as error:
        assert type(error) is kind, (type(error), error)
        assert (error.status_code, error.code) == (status, code), (error.status_code, error.code)
        return error
    raise AssertionError(f"{code} was not refused")


def near(one, other):
    return len(one) == len(other) and all(abs(a - b) < 1e-6 for a, b in zip(one, other))


@check
def vectors():
    # Without an encoding the client asks for base64 and unpacks it by itself.
    packed = ours.embeddings.create(model=SETUP["embedder"], input=TEXTS)
    plain = ours.embeddings.create(model=SETUP["embedder"], input=TEXTS, encoding_format="float")
    raw = ours.embeddings.with_raw_response.create(model=SETUP["embedder"], input=TEXTS, encoding_format="base64")
    told = json.loads(raw.text)["data"]
    for at in range(3):
        assert packed.data[at].index == plain.data[at].index == at
        assert near(packed.data[at].embedding, plain.data[at].embedding)
        numbers = base64.b64decode(told[at]["embedding"])
        assert near(struct.unpack(f"<{len(numbers) // 4}f", numbers), plain.data[at].embedding)
        assert abs(sum(number * number for number in plain.data[at].embedding) - 1) < 1e-4, "of length one"
    assert not near(plain.data[0].embedding, plain.data[1].embedding)
    assert plain.usage.prompt_tokens == plain.usage.total_tokens > 0 and plain.usage.model_extra["coin_cost"]
    one = ours.embeddings.create(model=SETUP["embedder"], input="سلام", dimensions=16)
    assert len(one.data) == 1 and len(one.data[0].embedding) == 16
    refused(openai.BadRequestError, 400, "invalid_value", lambda: ours.embeddings.create(model=SETUP["embedder"], input=[""]))
    refused(openai.NotFoundError, 404, "model_not_found", lambda: ours.embeddings.create(model=SETUP["painter"], input="x"))


def png(image):
    picture = base64.b64decode(image.b64_json)
    assert picture.startswith(b"\x89PNG\r\n\x1a\n")
    return picture


@check
def pictures():
    made = ours.images.generate(model=SETUP["painter"], prompt="گربه‌ای زیر باران", n=2, size="1024x1024", quality="low")
    assert len(made.data) == 2 and all(png(image) for image in made.data)
    assert made.usage.total_tokens == made.usage.input_tokens + made.usage.output_tokens
    refused(openai.BadRequestError, 400, "invalid_value", lambda: ours.images.generate(model=SETUP["painter"], prompt="x", n=11))
    refused(openai.BadRequestError, 400, "content_policy_violation", lambda: ours.images.generate(model=SETUP["painter"], prompt="[[filtered]]"))
    one, two = (("one.png", png(image), "image/png") for image in made.data)
    edited = ours.images.edit(model=SETUP["painter"], image=one, mask=two, prompt="شب باشد", size="1024x1024")
    assert len(edited.data) == 1 and png(edited.data[0])
    mixed = ours.images.edit(model=SETUP["painter"], image=[one, two], prompt="یکی شوند")
    assert png(mixed.data[0])


def recording(seconds: int) -> bytes:
    file = io.BytesIO()
    with wave.open(file, "wb") as sound:
        sound.setparams((1, 2, 16_000, 0, "NONE", ""))
        sound.writeframes(bytes(32_000 * seconds))
    return file.getvalue()


def transcribe(model: str, **more):
    return ours.audio.transcriptions.create(model=SETUP[model], file=("voice.wav", recording(3)), language="fa", **more)


@check
def transcripts():
    assert transcribe("listener").text == HEARD
    assert transcribe("timer", response_format="text").strip() == HEARD
    told = transcribe("timer", response_format="verbose_json", timestamp_granularities=["segment"])
    assert (told.text, told.segments[0].text, told.segments[0].start) == (HEARD, HEARD, 0.0), told
    assert float(told.duration) > 0 and told.language
    srt = transcribe("timer", response_format="srt")
    assert srt.startswith("1\n00:00:00,000 --> 00:00:03,200\n") and HEARD in srt, srt
    vtt = transcribe("timer", response_format="vtt")
    assert vtt.startswith("WEBVTT\n\n00:00:00.000 --> 00:00:03.200\n") and HEARD in vtt, vtt
    wrong = lambda: ours.audio.transcriptions.create(model=SETUP["listener"], file=("voice.wav", b"no sound at all"))
    assert refused(openai.BadRequestError, 400, "invalid_value", wrong).param == "file"


@check
def speech():
    asked = {"model": SETUP["speaker"], "voice": SETUP["voice"], "input": "سلام دنیا", "response_format": "wav"}
    sound = ours.audio.speech.create(**asked).read()
    with wave.open(io.BytesIO(sound)) as file:
        assert file.getframerate() == 24_000 and file.getnframes() > 0
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "speech.wav"
        with ours.audio.speech.with_streaming_response.create(**asked) as response:
            response.stream_to_file(path)
        assert path.read_bytes() == sound
    refused(openai.BadRequestError, 400, "invalid_value", lambda: ours.audio.speech.create(**{**asked, "input": "x" * 4_097}))
    refused(openai.BadRequestError, 400, "invalid_value", lambda: ours.audio.speech.create(**{**asked, "voice": "nobody"}))
