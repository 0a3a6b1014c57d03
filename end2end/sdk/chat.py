"""OpenAI's own Python client, unmodified, against /v1: what src/tests/sdk.rs runs. Prints every check; the first that fails ends it."""

import asyncio
import base64
import json
import os
from typing import Literal

import openai
from openai import AsyncOpenAI, OpenAI
from pydantic import BaseModel

SETUP = json.loads(os.environ["AIMALL_SDK"])
MODEL = SETUP["model"]
PERSIAN = SETUP["persian"]
PIXEL = SETUP["pixel"]


def client(key: str) -> OpenAI:
    return OpenAI(base_url=SETUP["base_url"], api_key=key, max_retries=0, timeout=60)


ours = client(SETUP["key"])
spent = []


def say(text: str) -> list:
    return [{"role": "system", "content": "You are helpful."}, {"role": "user", "content": text}]


def paid(usage) -> None:
    """What an answer cost stands in its usage."""
    assert usage.total_tokens == usage.prompt_tokens + usage.completion_tokens, usage
    spent.append(usage.model_extra["coin_cost"])


def check(function):
    function()
    print("ok", function.__name__, flush=True)


def refused(kind, status: int, code: str, call):
    try:
        call()
    except openai.APIStatusError as error:
        assert type(error) is kind, (type(error), error)
        assert (error.status_code, error.code) == (status, code), (error.status_code, error.code)
        assert error.message, error
        return error
    raise AssertionError(f"{code} was not refused")


@check
def a_whole_answer():
    answer = ours.chat.completions.create(
        model=MODEL, messages=say(f"[[echo]]{PERSIAN}"), temperature=0.3, top_p=0.9, seed=7, stop=["\n\n\n"], max_completion_tokens=500, user="somebody"
    )
    assert (answer.object, answer.model, len(answer.choices)) == ("chat.completion", MODEL, 1), answer
    choice = answer.choices[0]
    assert choice.message.content.encode() == PERSIAN.encode()
    assert (choice.message.role, choice.finish_reason, choice.message.tool_calls) == ("assistant", "stop", None)
    paid(answer.usage)


@check
def a_streamed_answer_with_usage():
    stream = ours.chat.completions.create(model=MODEL, messages=say(f"[[echo]]{PERSIAN}"), stream=True, stream_options={"include_usage": True})
    pieces = list(stream)
    assert all(piece.object == "chat.completion.chunk" and piece.id == pieces[0].id for piece in pieces)
    text = "".join(piece.choices[0].delta.content or "" for piece in pieces if piece.choices)
    assert text.encode() == PERSIAN.encode()
    assert len(pieces) > 10 and pieces[0].choices[0].delta.role == "assistant"
    assert [piece.choices[0].finish_reason for piece in pieces if piece.choices][-1] == "stop"
    assert pieces[-1].choices == [] and all(piece.usage is None for piece in pieces[:-1])
    paid(pieces[-1].usage)


@check
def a_stream_that_did_not_ask_for_usage_has_none():
    assert all(piece.usage is None for piece in ours.chat.completions.create(model=MODEL, messages=say("[[fast]] hi"), stream=True))


@check
def an_answer_that_is_cut_at_its_limit():
    answer = ours.chat.completions.create(model=MODEL, messages=say("[[fast]] hi"), max_tokens=3)
    assert (answer.choices[0].finish_reason, answer.usage.completion_tokens) == ("length", 3), answer
    paid(answer.usage)


TOOLS = [
    {
        "type": "function",
        "function": {
            "name": "weather",
            "description": "هوای یک شهر",
            "parameters": {"type": "object", "properties": {"city": {"type": "string"}, "days": {"type": "integer"}}, "required": ["city", "days"], "additionalProperties": False},
            "strict": True,
        },
    }
]


@check
def a_tool_is_called_and_answered():
    messages = say("[[tool]] [[fast]] weather?")
    asked = ours.chat.completions.create(model=MODEL, messages=messages, tools=TOOLS, tool_choice="required", parallel_tool_calls=False)
    choice = asked.choices[0]
    assert (choice.finish_reason, choice.message.content) == ("tool_calls", None), choice
    [call] = choice.message.tool_calls
    assert (call.type, call.function.name, json.loads(call.function.arguments)) == ("function", "weather", {"city": "emulated", "days": 1})
    # The client's own objects go back as they came.
    messages += [choice.message, {"role": "tool", "tool_call_id": call.id, "content": "آفتابی"}]
    answer = ours.chat.completions.create(model=MODEL, messages=messages, tools=TOOLS)
    assert answer.choices[0].finish_reason == "stop" and answer.choices[0].message.content
    paid(asked.usage)
    paid(answer.usage)


@check
def a_tool_is_called_in_a_stream():
    with ours.chat.completions.stream(model=MODEL, messages=say("[[tool]] weather?"), tools=TOOLS) as stream:
        for _ in stream:
            pass
        [call] = stream.get_final_completion().choices[0].message.tool_calls
    assert (call.function.name, call.function.parsed_arguments) == ("weather", {"city": "emulated", "days": 1}), call


class Thumbnail(BaseModel):
    style: str
    colours: list[str]
    mood: Literal["calm", "loud"]
    confidence: float


@check
def an_answer_of_a_wanted_form():
    answer = ours.chat.completions.parse(model=MODEL, messages=say("look"), response_format=Thumbnail)
    assert answer.choices[0].message.parsed == Thumbnail(style="emulated", colours=["emulated"], mood="calm", confidence=1), answer
    paid(answer.usage)
    with ours.chat.completions.stream(model=MODEL, messages=say("look"), response_format=Thumbnail) as stream:
        for _ in stream:
            pass
        assert stream.get_final_completion().choices[0].message.parsed.mood == "calm"
    answer = ours.chat.completions.create(model=MODEL, messages=say("look"), response_format={"type": "json_object"})
    assert json.loads(answer.choices[0].message.content) == {"emulated": True}
    paid(answer.usage)


@check
def a_picture_is_seen():
    parts = [{"type": "text", "text": "[[echo]]seen"}, {"type": "image_url", "image_url": {"url": f"data:image/png;base64,{PIXEL}", "detail": "low"}}]
    answer = ours.chat.completions.create(model=MODEL, messages=[{"role": "user", "content": parts}])
    assert answer.choices[0].message.content == "seen"
    paid(answer.usage)
    assert base64.b64decode(PIXEL).startswith(b"\x89PNG")


@check
def models():
    listed = list(ours.models.list())
    assert any(model.id == MODEL and model.object == "model" for model in listed), listed
    assert ours.models.retrieve(MODEL).id == MODEL
    refused(openai.NotFoundError, 404, "model_not_found", lambda: ours.models.retrieve("nobody/knows"))


def create(client=ours, **more):
    return client.chat.completions.create(**{"model": MODEL, "messages": say("[[fast]] hi"), **more})


def hurry():
    # Its runs of this minute are used up; a place becomes free now and then.
    hasty = client(SETUP["hasty_key"])
    for _ in range(100):
        create(hasty)


@check
def errors_have_the_clients_own_classes():
    refused(openai.AuthenticationError, 401, "invalid_api_key", lambda: create(client("sk-aimall-nobody")))
    refused(openai.NotFoundError, 404, "model_not_found", lambda: create(model="nobody/knows"))
    assert refused(openai.BadRequestError, 400, "invalid_value", lambda: create(n=2)).param == "n"
    refused(openai.BadRequestError, 400, "context_length_exceeded", lambda: create(messages=say("۱" * 500_000)))
    refused(openai.BadRequestError, 400, "content_policy_violation", lambda: create(messages=say("[[filtered]]")))
    refused(openai.APIStatusError, 402, "insufficient_coins", lambda: create(client(SETUP["poor_key"])))
    refused(openai.APIStatusError, 402, "key_limit", lambda: create(client(SETUP["small_key"])))
    limited = refused(openai.RateLimitError, 429, "rate_limit_exceeded", hurry)
    assert int(limited.response.headers["retry-after"]) >= 1
    for stream in [False, True]:
        refused(openai.InternalServerError, 502, "provider_unavailable", lambda: create(messages=say("[[error500]]"), stream=stream))


@check
def an_answer_that_breaks_off_raises():
    text = ""
    try:
        for piece in create(messages=say("[[cut]]"), stream=True):
            text += piece.choices[0].delta.content or ""
    except openai.APIError as error:
        assert error.code == "interrupted", error
    else:
        raise AssertionError("a broken answer looks whole")
    assert text


@check
def many_at_once():
    async def ask(client, at):
        answer = await client.chat.completions.create(model=MODEL, messages=say(f"[[echo]]پرسش {at}"))
        assert answer.choices[0].message.content == f"پرسش {at}"
        return answer

    async def all_of_them():
        async with AsyncOpenAI(base_url=SETUP["base_url"], api_key=SETUP["key"], max_retries=0) as client:
            return await asyncio.gather(*(ask(client, at) for at in range(20)))

    answers = asyncio.run(all_of_them())
    assert len({answer.id for answer in answers}) == 20
    for answer in answers:
        paid(answer.usage)


@check
def a_stream_that_is_closed_stops_its_run():
    with create(messages=say("[[stall]]"), stream=True) as stream:
        for piece in stream:
            if piece.choices[0].delta.content:
                break


print("spent", json.dumps(spent))
