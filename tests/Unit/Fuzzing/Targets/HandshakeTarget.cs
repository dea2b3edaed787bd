using Gelf.Engine.Protocol;
using Gelf.Engine.Sealing;

namespace Gelf.Tests.Unit.Fuzzing.Targets;

/// <summary>
/// Two relays with the same key, and a wire between them that loses, repeats, holds back, changes and invents what they say. Each step of the
/// input is an operation and what it needs.
/// </summary>
internal static class HandshakeTarget
{
    private const ulong Stranger = 3;
    private const int MostAnswers = 8;
    private const int LongestAnswer = 128;
    private const int MostSteps = 256;
    private const int SecondsToHeal = 30;

    internal static void Check(ReadOnlySpan<byte> steps)
    {
        var clock = new VirtualClock();
        using var one = new Relay(id: 1, peer: 2, clock);
        using var two = new Relay(id: 2, peer: 1, clock);
        for (var done = 0; !steps.IsEmpty && done < MostSteps; done++)
        {
            var (operation, from, to) = (Take(ref steps), one, two);
            if (operation >= 0x80)
                (from, to) = (two, one);
            switch (operation % 0x80 % 8)
            {
                case 0: // what is next arrives
                    if (from.Waiting.TryDequeue(out var next))
                        to.Receive(from.Id, next);
                    break;
                case 1: // or does not
                    from.Waiting.TryDequeue(out _);
                    break;
                case 2: // something of before arrives (again)
                    if (from.Said.Count > 0)
                        to.Receive(from.Id, from.Said[Take(ref steps) % from.Said.Count]);
                    break;
                case 3: // or changed
                    if (from.Said.Count > 0)
                        to.Receive(from.Id, Changed(from.Said[Take(ref steps) % from.Said.Count], Take(ref steps), Take(ref steps)));
                    break;
                case 4: // something that nobody has said, of whoever
                    var length = Math.Min(Take(ref steps), steps.Length);
                    to.Receive(operation % 3 == 0 ? Stranger : from.Id, steps[..length]);
                    steps = steps[length..];
                    break;
                case 5: // time passes
                    clock.Advance(TimeSpan.FromMilliseconds(50 * Take(ref steps)));
                    one.Keys.Tick();
                    two.Keys.Tick();
                    break;
                case 6: // a hello of whoever
                    to.Keys.Hear(Take(ref steps) == from.Id ? from.Id : Stranger);
                    break;
                case 7: // what one seals, the other opens once or not at all
                    CheckSealed(from, to, Take(ref steps));
                    break;
            }
            Assert.False(one.Keys.IsConnected(Stranger) || two.Keys.IsConnected(Stranger), "Who has no key is connected.");
        }
        CheckHeals(one, two, clock);
    }

    // Once the wire carries what they say, they agree, whatever it has done before.
    private static void CheckHeals(Relay one, Relay two, VirtualClock clock)
    {
        one.Waiting.Clear();
        two.Waiting.Clear();
        for (var second = 0; second < SecondsToHeal; second++)
        {
            if (second % 5 == 0)
            {
                one.Keys.Hear(two.Id);
                two.Keys.Hear(one.Id);
            }
            for (var tick = 0; tick < 20; tick++)
            {
                while (one.Waiting.TryDequeue(out var said))
                    two.Receive(one.Id, said);
                while (two.Waiting.TryDequeue(out var said))
                    one.Receive(two.Id, said);
                clock.Advance(TimeSpan.FromMilliseconds(50));
                one.Keys.Tick();
                two.Keys.Tick();
            }
        }
        Assert.True(one.Keys.IsConnected(two.Id) && two.Keys.IsConnected(one.Id), "They do not find each other again.");
        Assert.True(Passes(one, two) && Passes(two, one), "What one seals does not open.");
    }

    private static bool Passes(Relay from, Relay to) => CheckSealed(from, to, change: 1);

    /// <returns>Whether it was opened.</returns>
    private static bool CheckSealed(Relay from, Relay to, byte change)
    {
        byte[] frame = [1, 2, 3, 4, 5, 6, 7, change];
        var key = from.Keys.CurrentKey;
        var envelope = new Envelope(MessageKind.Frames, true, 8, key.Epoch, 0, from.Id, to.Id, ++from.Sequence);
        var message = new byte[Envelope.Size + frame.Length + Envelope.TagSize];
        envelope.Write(message);
        frame.CopyTo(message, Envelope.Size);
        key.Seal(message, envelope.Sequence);
        var opened = new byte[frame.Length];

        var forged = Changed(message, (byte)(Envelope.Size + change % (message.Length - Envelope.Size)), 1);
        Assert.NotEqual(Opening.Opened, to.Keys.TryOpen(forged, envelope, opened));
        if (to.Keys.TryOpen(message, envelope, opened) != Opening.Opened)
            return false;
        Assert.Equal(frame, opened);
        Assert.NotEqual(Opening.Opened, to.Keys.TryOpen(message, envelope, opened));
        return true;
    }

    private static byte Take(ref ReadOnlySpan<byte> steps)
    {
        if (steps.IsEmpty)
            return 0;
        var first = steps[0];
        steps = steps[1..];
        return first;
    }

    private static byte[] Changed(byte[] message, byte at, byte by)
    {
        var changed = message.ToArray();
        changed[at % changed.Length] ^= by;
        return changed;
    }

    private sealed class Relay : IHandshakeOutput, IDisposable
    {
        private readonly ulong _peer;
        private int _answers;

        internal Relay(ulong id, ulong peer, TimeProvider clock)
        {
            (Id, _peer) = (id, peer);
            Keys = new KeyExchange(SegmentKey.FromBytes(new byte[32]), id, clock, this);
        }

        internal ulong Id { get; }
        internal KeyExchange Keys { get; }
        internal ulong Sequence { get; set; }

        /// <summary>What it has said to the other relay, and of that, what has not arrived.</summary>
        internal List<byte[]> Said { get; } = [];
        internal Queue<byte[]> Waiting { get; } = [];

        internal void Receive(ulong origin, ReadOnlySpan<byte> payload)
        {
            _answers = 0;
            Keys.Receive(origin, payload);
            Assert.InRange(_answers, 0, MostAnswers);
        }

        public void SendHandshake(ulong peer, ReadOnlySpan<byte> payload)
        {
            _answers++;
            Assert.InRange(payload.Length, 1, LongestAnswer);
            if (peer != _peer)
                return;
            Said.Add(payload.ToArray());
            Waiting.Enqueue(Said[^1]);
        }

        public void PeersChanged()
        {
        }

        public void Dispose() => Keys.Dispose();
    }
}
