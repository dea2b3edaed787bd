using Gelf.Engine.Ethernet;

namespace Gelf.Engine.Devices;

/// <summary>
/// A tap as the relay sees it. A read or a write has a virtio-net header of 10 bytes
/// (<see cref="VirtioNetHeader"/>) and the Ethernet frame that belongs to it.
/// One thread reads; any thread may write, one frame a call.
/// </summary>
public interface ITap
{
    /// <summary>The interface's name, as last seen.</summary>
    string Name { get; }

    /// <summary>The interface's index in its network namespace.</summary>
    int Index { get; }

    /// <summary>The host's own address on the segment, as last seen.</summary>
    MacAddress MacAddress { get; }

    /// <summary>Bytes of payload a frame may carry, as last seen.</summary>
    int Mtu { get; }

    /// <summary>
    /// Reads the interface's state again. Anybody may rename it, change it or move it to another network namespace; the open handle
    /// follows it. Null: the interface is gone.
    /// </summary>
    TapInfo? Look();

    /// <summary>Blocks until something can be read. False: <see cref="StopReading"/> was called.</summary>
    bool WaitToRead();

    /// <summary>
    /// Blocks until something can be read, for this time at most. False: nothing came, or the wait ended early, also because
    /// <see cref="StopReading"/> was called; <see cref="WaitToRead()"/> tells which.
    /// </summary>
    bool WaitToRead(TimeSpan atMost);

    /// <summary>Reads one header and frame. 0: nothing is there now.</summary>
    int Read(Span<byte> buffer);

    /// <summary>Writes one header and frame. False: the kernel would not take it.</summary>
    bool Write(ReadOnlySpan<byte> headerAndFrame);

    /// <summary>Wakes <see cref="WaitToRead()"/>, which returns false once, and ends a short wait.</summary>
    void StopReading();

    /// <summary>Sets the carrier: the host sees a cable that is plugged in, or pulled.</summary>
    void SetCarrier(bool plugged);
}
