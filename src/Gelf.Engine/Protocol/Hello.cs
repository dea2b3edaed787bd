using System.Diagnostics.CodeAnalysis;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Gelf.Engine.Protocol;

/// <summary>
/// Who a node says it is: the payload of a hello, as UTF-8 JSON. It is not authenticated; nothing may be believed
/// because a hello says so.
/// </summary>
public sealed record Hello
{
    /// <summary>The largest hello, in bytes.</summary>
    public const int MaxSize = 4096;

    /// <summary>How deep its JSON may be nested; the object itself counts.</summary>
    public const int MaxDepth = 16;

    /// <summary>The longest name, in characters.</summary>
    public const int MaxNameLength = 64;

    /// <summary>The role of a node with a tap.</summary>
    public const string RelayRole = "relay";

    /// <summary>The role of a node without one.</summary>
    public const string WireRole = "wire";

    /// <summary>What the node calls itself.</summary>
    [JsonPropertyName("name")]
    public required string Name { get; init; }

    /// <summary><see cref="RelayRole"/> or <see cref="WireRole"/>.</summary>
    [JsonPropertyName("role")]
    public required string Role { get; init; }

    /// <summary>The name of a relay's tap.</summary>
    [JsonPropertyName("tap")]
    public string? Tap { get; init; }

    /// <summary>The MAC address of a relay's tap, as text.</summary>
    [JsonPropertyName("mac")]
    public string? Mac { get; init; }

    /// <summary>The MTU of a relay's tap, in bytes.</summary>
    [JsonPropertyName("mtu")]
    public int? Mtu { get; init; }

    /// <summary>Whether the relay speaks sealed.</summary>
    [JsonPropertyName("sealed")]
    public bool? Sealed { get; init; }

    /// <summary>Which key it has, as the key's public id.</summary>
    [JsonPropertyName("keyId")]
    public string? KeyId { get; init; }

    /// <summary>The payload.</summary>
    public byte[] ToPayload() => JsonSerializer.SerializeToUtf8Bytes(this, HelloJson.Default.Hello);

    /// <summary>Whether the text can stand where a person reads it: short, and without control characters.</summary>
    public static bool IsName(string? text) => text is { Length: <= MaxNameLength } && !text.Any(char.IsControl);

    /// <summary>
    /// Reads a payload. Name and role decide whether it is a hello; another field that this version does not know,
    /// or that is not of its type, is passed over. Its texts come as a person may see them.
    /// </summary>
    public static bool TryRead(ReadOnlySpan<byte> payload, [NotNullWhen(true)] out Hello? hello)
    {
        hello = null;
        if (payload.Length is 0 or > MaxSize)
            return false;
        try
        {
            // Strict UTF-8 first: the JSON reader looks at text only when it is asked for it.
            s_strict.GetCharCount(payload);
            DemandWholeTexts(payload);
            using var json = JsonDocument.Parse(payload.ToArray(), new JsonDocumentOptions { MaxDepth = MaxDepth });
            hello = FromJson(json.RootElement);
        }
        catch (Exception e) when (e is JsonException or DecoderFallbackException or InvalidOperationException)
        {
            return false;
        }
        return hello is not null;
    }

    private static Hello? FromJson(JsonElement json)
    {
        if (json.ValueKind != JsonValueKind.Object || NameOrNull(json, "name") is not { } name || Text(json, "role") is not (RelayRole or WireRole))
            return null;
        if (Text(json, "role") == WireRole)
            return new Hello { Name = name, Role = WireRole };
        return new Hello
        {
            Name = name,
            Role = RelayRole,
            Tap = NameOrNull(json, "tap"),
            Mac = NameOrNull(json, "mac"),
            KeyId = NameOrNull(json, "keyId"),
            Mtu = MtuOrNull(json),
            Sealed = json.TryGetProperty("sealed", out var isSealed) && isSealed.ValueKind is JsonValueKind.True or JsonValueKind.False ? isSealed.GetBoolean() : null,
        };
    }

    private static string? Text(JsonElement json, string field) =>
        json.TryGetProperty(field, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static string? NameOrNull(JsonElement json, string field) => Text(json, field) is { } text && IsName(text) ? VisibleText.Of(text) : null;

    // A whole number in JSON may be written as 1500.0 or 15e2.
    private static int? MtuOrNull(JsonElement json) =>
        json.TryGetProperty("mtu", out var mtu) && mtu.ValueKind == JsonValueKind.Number && mtu.TryGetDouble(out var bytes)
            && bytes is > 0 and <= int.MaxValue && double.IsInteger(bytes) ? (int)bytes : null;

    /// <summary>Looks at all texts and names of fields, since the JSON reader finds half of a surrogate pair only in those that it is asked for.</summary>
    /// <exception cref="InvalidOperationException">There is one.</exception>
    private static void DemandWholeTexts(ReadOnlySpan<byte> payload)
    {
        var reader = new Utf8JsonReader(payload, new JsonReaderOptions { MaxDepth = MaxDepth });
        while (reader.Read())
            if (reader.TokenType is JsonTokenType.String or JsonTokenType.PropertyName && reader.ValueIsEscaped)
                reader.GetString();
    }

    private static readonly UTF8Encoding s_strict = new(false, throwOnInvalidBytes: true);
}

[JsonSourceGenerationOptions(DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, MaxDepth = 8)]
[JsonSerializable(typeof(Hello))]
internal sealed partial class HelloJson : JsonSerializerContext;
