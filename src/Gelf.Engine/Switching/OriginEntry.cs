using Gelf.Engine.Protocol;

namespace Gelf.Engine.Switching;

/// <summary>What a node knows of another one: which of its messages came, and on which links it is nearest.</summary>
internal sealed class OriginEntry(ulong id)
{
    internal ulong Id { get; } = id;
    internal ReplayWindow Seen { get; } = new();

    /// <summary>When anything last came from it, as a timestamp.</summary>
    internal long LastHeard { get; set; }

    /// <summary>Its latest hello; null: it never sent one, has left, or fell silent.</summary>
    internal Hello? Hello { get; private set; }

    internal long LastHello { get; private set; }

    /// <summary>The links on which a copy of its latest hello came with the most hops left.</summary>
    internal LinkSet Links { get; private set; }

    internal byte MostHopsLeft { get; private set; }

    /// <summary>Whether a link that is not stalled led to it at the last look; the switch sets it.</summary>
    internal bool Reachable { get; set; }

    /// <summary>Whether any link led to it at the last look; the switch sets it.</summary>
    internal bool Known { get; set; }

    private ulong _latestWord;

    /// <summary>Takes a copy of a hello in. False: it is older than the latest one, or came by a longer path.</summary>
    internal bool Note(int link, in Envelope envelope, Hello hello, long now)
    {
        if (envelope.Sequence < _latestWord || envelope.Sequence == _latestWord && envelope.HopLimit < MostHopsLeft)
            return false;
        if (envelope.Sequence == _latestWord && envelope.HopLimit == MostHopsLeft)
        {
            // A late copy does not bring back a node that fell silent after that very hello.
            if (Hello is not null)
                Links = Links.With(link);
            return Hello is not null;
        }
        _latestWord = envelope.Sequence;
        MostHopsLeft = envelope.HopLimit;
        Links = LinkSet.Of(link);
        Hello = hello;
        LastHello = now;
        return true;
    }

    internal void Remove(int link) => Links = Links.Without(link);

    /// <summary>Notes that it fell silent.</summary>
    internal void Leave()
    {
        Links = LinkSet.None;
        Hello = null;
    }

    /// <summary>Notes that it said bye. No earlier hello undoes that.</summary>
    internal void Leave(ulong byeSequence)
    {
        if (byeSequence <= _latestWord)
            return;
        _latestWord = byeSequence;
        MostHopsLeft = byte.MaxValue;
        Leave();
    }
}
