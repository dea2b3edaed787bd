using System.Text.Json.Nodes;
using Gelf.Engine.Protocol;
using Gelf.Engine.Switching;

namespace Gelf.Tests.Unit.Fuzzing.Targets;

/// <summary>Messages that a relay's switch takes in on three links: what lost, echo, hello and bye say, and where the rest goes.</summary>
internal static class SwitchTarget
{
    private const ulong Self = 1;
    private const int Links = 3;

    internal static void Check(ReadOnlySpan<byte> script) => Judge(script);

    /// <summary>For each message why it is dropped, a plus if it is for this node, and the links on which it goes on.</summary>
    internal static JsonNode? Judge(ReadOnlySpan<byte> script)
    {
        var sent = new Sent();
        var node = new Switch(Self, new Hello { Name = "node", Role = Hello.RelayRole }, new VirtualClock(), sent);
        var slots = new int[Links];
        for (var link = 0; link < Links; link++)
            slots[link] = node.OpenLink();

        var answers = new JsonArray();
        for (var messages = new MessageScript(script); messages.TryTake(Links, out var link, out var message);)
        {
            var verdict = node.Receive(slots[link], message);
            CheckVerdict(verdict, node, slots[link]);
            var on = string.Concat(Enumerable.Range(0, Links).Where(to => verdict.Forward.Contains(slots[to])));
            answers.Add((JsonNode)$"{CamelCase(verdict.Drop)}{(verdict.Deliver ? "+" : "")}{on}");
        }
        return answers;
    }

    private static void CheckVerdict(in Verdict verdict, Switch node, int from)
    {
        Assert.True(verdict.Forward.Without(node.OpenLinks).IsEmpty, "It forwards on a link that is not open.");
        Assert.False(verdict.Forward.Contains(from), "It forwards to where a message came from.");
        if (verdict.Drop != DropReason.None)
            Assert.True(!verdict.Deliver && verdict.Forward.IsEmpty, "What is dropped goes nowhere.");
        if (!verdict.Forward.IsEmpty)
            Assert.InRange(verdict.ForwardHopLimit, 0, Envelope.MaxHopLimit - 1);
    }

    private static string CamelCase(DropReason reason) => char.ToLowerInvariant(reason.ToString()[0]) + reason.ToString()[1..];

    private sealed class Sent : ISwitchOutput
    {
        private ulong _last;

        public void SendControl(LinkSet links, ReadOnlySpan<byte> message)
        {
            Assert.False(links.IsEmpty);
            Assert.True(Envelope.TryRead(message, out var envelope));
            Assert.Equal(Self, envelope.Origin);
            Assert.True(envelope.Sequence > _last, "Its own sequence numbers go up.");
            _last = envelope.Sequence;
        }

        public void PeersChanged()
        {
        }
    }
}
