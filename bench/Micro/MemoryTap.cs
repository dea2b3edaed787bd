using Gelf.Engine.Devices;
using Gelf.Engine.Ethernet;

namespace Gelf.Bench.Micro;

/// <summary>A tap without a kernel: it gives one frame when it is told to, and counts what it gets.</summary>
internal sealed class MemoryTap(string name, ulong mac) : ITap
{
    private byte[]? _toRead;

    public string Name { get; } = name;
    public int Index => 0;
    public MacAddress MacAddress { get; } = new(mac);
    public int Mtu => 1500;

    public TapInfo? Look() => null;

    internal int Written { get; private set; }

    /// <summary>Has a frame ready, with the virtio-net header before it.</summary>
    internal void Offer(byte[] headerAndFrame) => _toRead = headerAndFrame;

    public bool WaitToRead() => _toRead is not null;

    public bool WaitToRead(TimeSpan atMost) => _toRead is not null;

    public int Read(Span<byte> buffer)
    {
        if (_toRead is not { } bytes)
            return 0;
        _toRead = null;
        bytes.CopyTo(buffer);
        return bytes.Length;
    }

    public bool Write(ReadOnlySpan<byte> headerAndFrame)
    {
        Written++;
        return true;
    }

    public void StopReading()
    {
    }

    public void SetCarrier(bool plugged)
    {
    }
}
