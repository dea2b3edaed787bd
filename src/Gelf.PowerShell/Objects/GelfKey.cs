using Gelf.Engine.Sealing;

namespace Gelf.PowerShell.Objects;

/// <summary>
/// The key of a segment. It is shown as its fingerprint, which gives nothing of it away; only <see cref="ToHex"/> shows the
/// key. No property holds it, so that no view, no JSON and no log does.
/// </summary>
public sealed class GelfKey : IDisposable
{
    private readonly SegmentKey _key;
    private bool _disposed;

    internal GelfKey(SegmentKey key)
    {
        _key = key;
        Bits = key.Bits;
        Fingerprint = key.Id;
    }

    /// <summary>Bits of the key: 256 or 128.</summary>
    public int Bits { get; }

    /// <summary>Tells keys apart: the same on two hosts when their keys are. 16 hex digits.</summary>
    public string Fingerprint { get; }

    /// <summary>The fingerprint, as relays tell it to each other.</summary>
    public string Id => Fingerprint;

    // A wiped key is all zero, and must not pass for a key.
    internal SegmentKey Segment => _disposed ? throw new ObjectDisposedException(nameof(GelfKey)) : _key;

    /// <summary>The key itself, as hex digits: the secret. -Key takes them, and so does a key file.</summary>
    public string ToHex() => Segment.ToHex();

    /// <summary>The fingerprint, never the key.</summary>
    public override string ToString() => Fingerprint;

    /// <summary>Wipes the key from memory. Relays that were started with it go on.</summary>
    public void Dispose()
    {
        _disposed = true;
        _key.Dispose();
    }
}
