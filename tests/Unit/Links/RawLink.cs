using System.Net.WebSockets;
using Gelf.Engine.Protocol;
using Gelf.Engine.Sealing;

namespace Gelf.Tests.Unit.Links;

/// <summary>A link on which nothing is said but what a test says.</summary>
internal static class RawLink
{
    /// <param name="address">The relay's address and port.</param>
    /// <param name="token">The relay's token.</param>
    internal static async Task<ClientWebSocket> OpenAsync(string address, string token)
    {
        var link = new ClientWebSocket();
        link.Options.AddSubProtocol("gelf.1");
        link.Options.AddSubProtocol($"gelf.token.{token}");
        await link.ConnectAsync(new Uri($"ws://{address}/link"), TestContext.Current.CancellationToken);
        return link;
    }

    /// <summary>Says something to all, as the node with this id; with a tag, if it has the key.</summary>
    internal static Task SayAsync(
        this ClientWebSocket link, MessageKind kind, ReadOnlyMemory<byte> payload, ulong origin, ulong sequence = 1, byte hops = Envelope.MaxHopLimit,
        WordKey? key = null)
    {
        var message = new byte[Envelope.Size + payload.Length + (key is null ? 0 : Envelope.TagSize)];
        new Envelope(kind, false, hops, 0, 0, origin, Envelope.All, sequence).Write(message);
        payload.CopyTo(message.AsMemory(Envelope.Size));
        key?.Tag(message);
        return link.SendAsync(message, WebSocketMessageType.Binary, true, TestContext.Current.CancellationToken);
    }
}
