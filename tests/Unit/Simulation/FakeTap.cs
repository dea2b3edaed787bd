using System.Collections.Concurrent;
using Gelf.Engine.Devices;
using Gelf.Engine.Ethernet;

namespace Gelf.Tests.Unit.Simulation;

/// <summary>A tap without a kernel: what the host would send is put in, what it would get is collected.</summary>
internal sealed class FakeTap(string name, ulong mac, int mtu = 1500) : ITap
{
    private readonly ConcurrentQueue<byte[]> _toRead = new();
    private readonly SemaphoreSlim _ready = new(0);
    private volatile bool _stop;
    private int _readers;

    public string Name
    {
        get
        {
            Naming?.Invoke();
            return name;
        }
    }

    public int Index => 0;
    public MacAddress MacAddress { get; } = new(mac);
    public int Mtu { get; } = mtu;

    public TapInfo? Look() => Now;

    /// <summary>What the kernel would tell of it.</summary>
    internal TapInfo? Now { get; set; }

    internal bool Carrier { get; private set; }
    internal bool Refuses { get; set; }

    /// <summary>What happens while its reader waits for a short time; returns whether something can be read then. Null: it does not wait.</summary>
    internal Func<TimeSpan, bool>? ShortWait { get; set; }

    // What happens when it is asked for something; each may throw.
    internal Action? Naming { get; set; }
    internal Action? Writing { get; set; }
    internal Action<bool>? Plugging { get; set; }
    internal Action? StoppingReading { get; set; }

    /// <summary>How many threads wait for something to read.</summary>
    internal int Readers => Volatile.Read(ref _readers);

    /// <summary>What was written, header included.</summary>
    internal ConcurrentQueue<byte[]> Written { get; } = new();

    internal IEnumerable<byte[]> Frames => Written.Select(w => w[VirtioNetHeader.Size..]);

    internal void HostSends(byte[] frame, VirtioNetHeader header = default)
    {
        var bytes = new byte[VirtioNetHeader.Size + frame.Length];
        header.Write(bytes);
        frame.CopyTo(bytes, VirtioNetHeader.Size);
        _toRead.Enqueue(bytes);
        _ready.Release();
    }

    public bool WaitToRead()
    {
        Interlocked.Increment(ref _readers);
        try
        {
            _ready.Wait();
            return !_stop;
        }
        finally
        {
            Interlocked.Decrement(ref _readers);
        }
    }

    public bool WaitToRead(TimeSpan atMost) => ShortWait?.Invoke(atMost) ?? false;

    public int Read(Span<byte> buffer)
    {
        if (!_toRead.TryDequeue(out var bytes))
            return 0;
        bytes.CopyTo(buffer);
        return bytes.Length;
    }

    public bool Write(ReadOnlySpan<byte> headerAndFrame)
    {
        Writing?.Invoke();
        if (Refuses)
            return false;
        Written.Enqueue(headerAndFrame.ToArray());
        return true;
    }

    public void StopReading()
    {
        _stop = true;
        _ready.Release();
        StoppingReading?.Invoke();
    }

    public void SetCarrier(bool plugged)
    {
        Plugging?.Invoke(plugged);
        Carrier = plugged;
    }
}
