namespace Gelf.Engine.Sealing;

/// <summary>
/// What two relays have agreed on in one handshake: the ciphers of their transport messages. It ends at an age, whatever becomes of its
/// renewal. Guarded by the key exchange's lock.
/// </summary>
/// <param name="sending">Seals.</param>
/// <param name="receiving">Opens.</param>
/// <param name="order">
/// Higher for a later handshake with this peer. An own one counts from its first message, one of the peer from its answer; so two relays
/// have the same order of those that come to their end at both.
/// </param>
/// <param name="time">The clock.</param>
internal sealed class Channel(TransportCipher sending, TransportCipher receiving, ulong order, TimeProvider time) : IDisposable
{
    /// <summary>The age at which it is renewed.</summary>
    internal static readonly TimeSpan RenewalAge = TimeSpan.FromMinutes(15);

    /// <summary>The age at which it ends.</summary>
    internal static readonly TimeSpan Life = TimeSpan.FromMinutes(16);

    private readonly long _since = time.GetTimestamp();
    private long? _provenAt;

    internal ulong Order { get; } = order;

    internal TimeSpan Age => time.GetElapsedTime(_since);

    /// <summary>Whether the peer has shown that it has agreed on it, too: something has opened.</summary>
    internal bool IsProven => _provenAt is not null;

    /// <summary>For how long it has been proven; null: it is not.</summary>
    internal TimeSpan? ProvenFor => _provenAt is { } at ? time.GetElapsedTime(at) : null;

    /// <summary>Epochs of own keys that the peer has acknowledged over it.</summary>
    internal HashSet<byte> Acknowledged { get; } = [];

    internal void Seal(ReadOnlySpan<byte> plaintext, Span<byte> output) => sending.Seal(plaintext, output);

    internal bool TryOpen(ReadOnlySpan<byte> input, Span<byte> plaintext)
    {
        if (!receiving.TryOpen(input, plaintext))
            return false;
        _provenAt ??= time.GetTimestamp();
        return true;
    }

    public void Dispose()
    {
        sending.Dispose();
        receiving.Dispose();
    }
}
