namespace Gelf.Engine.Sealing;

/// <summary>
/// The handshakes of one peer that this relay has answered, until the peer proves that it has the answer: a few, each for a short time.
/// Guarded by the key exchange's lock.
/// </summary>
internal sealed class PendingAnswers(TimeProvider time) : IDisposable
{
    /// <summary>Handshakes that are kept; one more replaces the oldest.</summary>
    internal const int Capacity = 4;

    /// <summary>How long each waits for its proof.</summary>
    internal static readonly TimeSpan Life = TimeSpan.FromSeconds(10);

    // The same first message comes six times within 8 s if all answers are lost. Anybody can play it more often.
    private const double RepeatsAtOnce = 6;
    private const double RepeatsPerSecond = 1;

    private readonly List<Answered> _oldestFirst = new(Capacity);
    private readonly RateLimit _repeats = new(time, RepeatsPerSecond, RepeatsAtOnce);

    private sealed record Answered(byte[] First, byte[] Second, Channel Channel);

    internal bool IsEmpty => _oldestFirst.Count == 0;

    /// <summary>Keeps a handshake.</summary>
    /// <param name="first">Its first message.</param>
    /// <param name="second">The answer, in case the same first message comes again.</param>
    /// <param name="channel">What was agreed on; owned from here on.</param>
    internal void Add(byte[] first, byte[] second, Channel channel)
    {
        if (_oldestFirst.Count == Capacity)
            RemoveOldest(1);
        _oldestFirst.Add(new Answered(first, second, channel));
    }

    /// <summary>Whether this first message was answered; if so, with what, or null if it has come too often.</summary>
    internal bool TryRepeat(ReadOnlySpan<byte> first, out byte[]? second)
    {
        second = null;
        foreach (var answered in _oldestFirst)
        {
            if (!first.SequenceEqual(answered.First))
                continue;
            second = _repeats.TryTake() ? answered.Second : null;
            return true;
        }
        return false;
    }

    /// <summary>The channel with which a transport message opens; null: none. It is the caller's, and all before it end.</summary>
    internal Channel? TryOpen(ReadOnlySpan<byte> message, Span<byte> content)
    {
        for (var at = _oldestFirst.Count - 1; at >= 0; at--)
        {
            var channel = _oldestFirst[at].Channel;
            if (!channel.TryOpen(message, content))
                continue;
            RemoveOldest(at);
            _oldestFirst.RemoveAt(0);
            return channel;
        }
        return null;
    }

    /// <summary>Ends those that have waited long enough.</summary>
    internal void Tick()
    {
        var ended = 0;
        while (ended < _oldestFirst.Count && _oldestFirst[ended].Channel.Age >= Life)
            ended++;
        RemoveOldest(ended);
    }

    public void Dispose() => RemoveOldest(_oldestFirst.Count);

    private void RemoveOldest(int count)
    {
        for (var at = 0; at < count; at++)
            _oldestFirst[at].Channel.Dispose();
        _oldestFirst.RemoveRange(0, count);
    }
}
