namespace Gelf.Engine.Links;

/// <summary>Messages and bytes of several links together.</summary>
internal readonly record struct LinkTotals(long MessagesSent, long MessagesReceived, long BytesSent, long BytesReceived)
{
    internal LinkTotals With(LinkCounters link) => new(
        MessagesSent + link.MessagesSent, MessagesReceived + link.MessagesReceived, BytesSent + link.BytesSent, BytesReceived + link.BytesReceived);
}
