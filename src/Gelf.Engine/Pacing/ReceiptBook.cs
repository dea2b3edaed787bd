using Gelf.Engine.Protocol;

namespace Gelf.Engine.Pacing;

/// <summary>What has come from one origin and was not told it yet. Guarded by its owner's lock.</summary>
internal sealed class ReceiptBook(TimeProvider time)
{
    /// <summary>After so many bytes a receipt is due.</summary>
    internal const int Threshold = 128 * 1024;

    /// <summary>
    /// So many bytes may be under way in any case: nobody waits for a receipt of fewer. On a slow wire a receipt for each lone
    /// acknowledgement of TCP would take as much of it as the headers of the messages that are acknowledged.
    /// </summary>
    internal const int Little = 1024;

    private static readonly TimeSpan s_patience = TimeSpan.FromMilliseconds(2);
    private static readonly TimeSpan s_longPatience = TimeSpan.FromMilliseconds(200);

    private ulong _bytes;
    private ulong _highest;
    private long _highestAt;
    private long _untold;
    private long _untoldSince;
    private long? _toldAt;

    /// <summary>Whether it is time to tell what is there, however little.</summary>
    internal bool HasWaitedLong => HasMuchUntold || (_untold > 0 && time.GetElapsedTime(_untoldSince) >= s_longPatience);

    /// <summary>Whether the origin may be waiting to be told.</summary>
    internal bool HasMuchUntold => _untold >= Little;

    /// <summary>Whether the next receipt, which is due soon, may go with something else that is sent to the origin.</summary>
    internal bool MayGoAlong => HasMuchUntold && (_toldAt is not { } told || time.GetElapsedTime(told) >= s_patience);

    /// <summary>Notes a message. True: a receipt is due at once.</summary>
    internal bool Note(ulong sequence, int bytes)
    {
        var now = time.GetTimestamp();
        if (_untold == 0)
            _untoldSince = now;
        _bytes += (ulong)bytes;
        _untold += bytes;
        if (sequence > _highest)
        {
            _highest = sequence;
            _highestAt = now;
        }
        return _untold >= Threshold || (HasMuchUntold && time.GetElapsedTime(_untoldSince, now) >= s_patience);
    }

    /// <summary>The receipt to send now.</summary>
    internal Receipt Tell()
    {
        _untold = 0;
        var now = time.GetTimestamp();
        _toldAt = now;
        return new Receipt(_bytes, _highest, (uint)Math.Min(uint.MaxValue, time.GetElapsedTime(_highestAt, now).TotalMicroseconds));
    }
}
