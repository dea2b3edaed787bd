using System.Buffers.Binary;
using System.Text;
using System.Text.Json;
using Gelf.Engine.Protocol;
using Gelf.Engine.Switching;

namespace Gelf.Tests.Unit.Switching;

/// <summary>Drives one switch through a scenario of forwarding.json, and answers its echo questions.</summary>
internal sealed class ForwardingScenario : ISwitchOutput
{
    private static readonly TimeSpan s_step = TimeSpan.FromMilliseconds(50);
    private const ulong AnswererBase = 0xfffffffffffffe00;

    private readonly VirtualClock _clock = new();
    private readonly Switch _switch;
    private readonly ulong _node;
    private readonly Dictionary<int, int> _slots = [];
    private readonly Dictionary<int, ulong> _answererSequence = [];
    private readonly Dictionary<int, List<byte[]>> _heldBack = [];
    private readonly HashSet<int> _muted = [];
    private readonly List<(int Link, byte[] Message)> _sent = [];
    private readonly List<(int Link, byte[] Question)> _questions = [];
    private readonly byte _helloHops;
    private ulong _lastSequence;

    private Verdict _verdict;
    private List<int>? _ownLinks;
    private bool _ownDropped;

    internal ForwardingScenario(ulong node, string role)
    {
        _node = node;
        _helloHops = role == Hello.RelayRole ? (byte)8 : (byte)0;
        _switch = new Switch(node, new Hello { Name = "under test", Role = role }, _clock, this);
    }

    public void SendControl(LinkSet links, ReadOnlySpan<byte> message)
    {
        Assert.True(Envelope.TryRead(message, out var envelope));
        Assert.Equal(_node, envelope.Origin);
        Assert.Equal(0UL, envelope.Target);
        Assert.True(envelope.Sequence > _lastSequence);
        _lastSequence = envelope.Sequence;
        Assert.Equal(envelope.Kind == MessageKind.Hello ? _helloHops : 0, envelope.HopLimit);
        Assert.True(envelope.Kind != MessageKind.Lost || links.Count == 1);
        foreach (var slot in links)
        {
            var link = _slots.ContainsValue(slot) ? _slots.Single(s => s.Value == slot).Key : _opening;
            _sent.Add((link, message.ToArray()));
            if (envelope.Kind == MessageKind.Echo)
                _questions.Add((link, message[Envelope.Size..].ToArray()));
        }
    }

    private int _opening;

    public void PeersChanged()
    {
    }

    internal void Do(JsonElement step)
    {
        _sent.Clear();
        _verdict = default;
        _ownLinks = null;
        var action = step.EnumerateObject().First();
        switch (action.Name)
        {
            case "open":
                _opening = action.Value.GetInt32();
                if (step.TryGetProperty("mute", out var mute) && mute.GetBoolean())
                    _muted.Add(_opening);
                _slots.Add(_opening, _switch.OpenLink());
                break;
            case "close":
                var closing = action.Value.GetInt32();
                var slot = _slots[closing];
                _slots.Remove(closing);
                _questions.RemoveAll(q => q.Link == closing);
                _switch.CloseLink(slot);
                break;
            case "advance":
                for (var left = TimeSpan.FromSeconds(action.Value.GetDouble()); left > TimeSpan.Zero; left -= s_step)
                {
                    _clock.Advance(left < s_step ? left : s_step);
                    _switch.Tick();
                    AnswerQuestions();
                }
                break;
            case "mute":
                _muted.Add(action.Value.GetInt32());
                break;
            case "unmute":
                Unmute(action.Value.GetInt32());
                break;
            case "receive":
                _verdict = _switch.Receive(_slots[action.Value.GetProperty("link").GetInt32()], Message(action.Value));
                break;
            case "send":
                Send(action.Value);
                break;
            case "many":
                Many(action.Value);
                break;
            default:
                throw new InvalidOperationException($"The runner knows no step '{action.Name}'.");
        }
    }

    /// <summary>What the expectation names, beside what happened, both as text.</summary>
    internal IEnumerable<(string What, string Wanted, string Found)> Compare(JsonElement expect)
    {
        foreach (var wanted in expect.EnumerateObject())
            yield return (wanted.Name, Normal(wanted), wanted.Name switch
            {
                "deliver" => _verdict.Deliver.ToString(),
                "drop" => _ownLinks is not null ? (_ownDropped ? "noroute" : "null") : _verdict.Drop == DropReason.None ? "null" : _verdict.Drop.ToString().ToLowerInvariant(),
                "forward" => List(_slots.Where(s => _verdict.Forward.Contains(s.Value)).Select(s => $"{s.Key}/{_verdict.ForwardHopLimit}")),
                "lost" => List(Sent(MessageKind.Lost).SelectMany(m => Ids(m.Message).Select(id => $"{m.Link}:{id:x16}"))),
                "hellos" => List(Sent(MessageKind.Hello).Select(m => $"{m.Link}").Distinct()),
                "echoAnswer" => List(Sent(MessageKind.EchoAnswer).Select(m => $"{m.Link}")),
                "links" => List(_ownLinks!.Select(l => $"{l}")),
                _ => throw new InvalidOperationException($"The runner knows no expectation '{wanted.Name}'."),
            });
        if (!expect.TryGetProperty("echoAnswer", out _))
            yield return ("echoAnswer", "", List(Sent(MessageKind.EchoAnswer).Select(m => $"{m.Link}")));
    }

    private static string Normal(JsonProperty wanted) => wanted.Name switch
    {
        "deliver" => wanted.Value.GetBoolean().ToString(),
        "drop" => wanted.Value.GetString()?.ToLowerInvariant() ?? "null",
        "forward" => List(wanted.Value.EnumerateArray().Select(f => $"{f.GetProperty("link")}/{f.GetProperty("hopLimit")}")),
        "lost" => List(wanted.Value.EnumerateArray().SelectMany(l => l.GetProperty("origins").EnumerateArray().Select(o => $"{l.GetProperty("link")}:{o.GetString()}"))),
        "echoAnswer" => wanted.Value.ToString(),
        _ => List(wanted.Value.EnumerateArray().Select(l => l.ToString())),
    };

    private static string List(IEnumerable<string> items) => string.Join(' ', items.Order(StringComparer.Ordinal));

    private IEnumerable<(int Link, byte[] Message)> Sent(MessageKind kind) => _sent.Where(m => m.Message[0] == (byte)kind);

    private static IEnumerable<ulong> Ids(byte[] message) =>
        Enumerable.Range(0, (message.Length - Envelope.Size) / 8).Select(i => BinaryPrimitives.ReadUInt64BigEndian(message.AsSpan(Envelope.Size + 8 * i)));

    private void Send(JsonElement send)
    {
        var envelope = _switch.Originate(MessageKind.Frames, false, 0, send.GetProperty("flow").GetUInt32(), send.Id("target"), out var links);
        Assert.True(envelope.Sequence > _lastSequence);
        _lastSequence = envelope.Sequence;
        _ownDropped = links.IsEmpty && send.Id("target") != Envelope.All;
        _ownLinks = [.. _slots.Where(s => links.Contains(s.Value)).Select(s => s.Key)];
    }

    private void Many(JsonElement many)
    {
        var hello = new Hello { Name = "one of many", Role = Hello.RelayRole }.ToPayload();
        for (var i = 0UL; i < many.GetProperty("count").GetUInt64(); i++)
            _switch.Receive(_slots[many.GetProperty("link").GetInt32()], Join(new Envelope(MessageKind.Hello, false, 8, 0, 0, many.Id("origin") + i, 0, 1), hello));
    }

    private static byte[] Message(JsonElement receive)
    {
        var kind = Enum.Parse<MessageKind>(receive.GetProperty("kind").GetString()!, ignoreCase: true);
        var envelope = new Envelope(
            kind, false, receive.GetProperty("hopLimit").GetByte(), 0, receive.GetProperty("flow").GetUInt32(),
            receive.Id("origin"), receive.Id("target"), receive.GetProperty("sequence").GetUInt64());
        byte[] payload = [];
        if (receive.TryGetProperty("payload", out var hex))
            payload = Convert.FromHexString(hex.GetString()!);
        else if (receive.TryGetProperty("hello", out var hello))
            payload = Encoding.UTF8.GetBytes(hello.GetRawText());
        else if (receive.TryGetProperty("lost", out var lost))
            payload = Convert.FromHexString(string.Concat(lost.EnumerateArray().Select(l => l.GetString())));
        return receive.TryGetProperty("tag", out var tag)
            ? Join(envelope with { Tagged = true }, [.. payload, .. Convert.FromHexString(tag.GetString()!)])
            : Join(envelope, payload);
    }

    private static byte[] Join(Envelope envelope, byte[] payload)
    {
        var message = new byte[Envelope.Size + payload.Length];
        envelope.Write(message);
        payload.CopyTo(message, Envelope.Size);
        return message;
    }

    private void AnswerQuestions()
    {
        foreach (var (link, question) in _questions.ToArray())
            if (_muted.Contains(link))
                Held(link).Add(question);
            else
                AnswerOne(link, question);
        _questions.Clear();
    }

    private void Unmute(int link)
    {
        _muted.Remove(link);
        foreach (var question in Held(link))
            AnswerOne(link, question);
        Held(link).Clear();
    }

    private List<byte[]> Held(int link) => _heldBack.TryGetValue(link, out var held) ? held : _heldBack[link] = [];

    private void AnswerOne(int link, byte[] question)
    {
        if (!_slots.TryGetValue(link, out var slot))
            return;
        var sequence = _answererSequence[link] = _answererSequence.GetValueOrDefault(link) + 1;
        _switch.Receive(slot, Join(new Envelope(MessageKind.EchoAnswer, false, 0, 0, 0, AnswererBase + (ulong)link, 0, sequence), question));
    }
}
