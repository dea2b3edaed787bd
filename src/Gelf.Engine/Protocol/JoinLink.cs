using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;
using Gelf.Engine.Reporting;

namespace Gelf.Engine.Protocol;

/// <summary>
/// The URL that opens a relay's page and lets a wire in: <c>http://host:port/#token=…</c>, and
/// <c>&amp;with=&lt;percent-encoded join link&gt;</c> for each other relay that the page joins.
/// The token is in the fragment, which browsers never send.
/// </summary>
public sealed record JoinLink
{
    private const string TokenField = "token";
    private const string WithField = "with";

    private static readonly UTF8Encoding s_strict = new(false, throwOnInvalidBytes: true);

    // White space to .NET or to a browser, which do not agree about two characters.
    private static readonly char[] s_space = [.. Enumerable.Range(0, char.MaxValue + 1).Select(c => (char)c).Where(c => char.IsWhiteSpace(c) || c == '\uFEFF')];

    private JoinLink(string scheme, string host, int port, string token, IReadOnlyList<JoinLink> with)
    {
        Scheme = scheme;
        Host = host;
        Port = port;
        Token = token;
        With = with;
    }

    /// <summary>http or https.</summary>
    public string Scheme { get; }

    /// <summary>A name in ASCII or an address, in lower case; IPv6 in brackets.</summary>
    public string Host { get; }

    /// <summary>The TCP port.</summary>
    public int Port { get; }

    /// <summary>The token that the relay demands.</summary>
    public string Token { get; }

    /// <summary>The other relays to join.</summary>
    public IReadOnlyList<JoinLink> With { get; }

    /// <summary>The WebSocket address of the relay's link.</summary>
    public Uri LinkUri => new($"{(Scheme == Uri.UriSchemeHttps ? "wss" : "ws")}://{Host}:{Port}/link");

    /// <summary>A join link of these parts.</summary>
    internal static JoinLink Create(string scheme, string host, int port, string token) =>
        new(scheme, host.Contains(':', StringComparison.Ordinal) && host[0] != '[' ? $"[{host}]" : host, port, token, []);

    /// <summary>The same link, which also joins these relays.</summary>
    public JoinLink WithOthers(IEnumerable<JoinLink> others) =>
        new(Scheme, Host, Port, Token, [.. With, .. others.Select(o => new JoinLink(o.Scheme, o.Host, o.Port, o.Token, []))]);

    /// <summary>Reads a join link.</summary>
    /// <exception cref="GelfException">It is no join link; the message says why, without the token.</exception>
    public static JoinLink Parse(string text) => TryParse(text, out var link, out var flaw) ? link : throw GelfErrors.JoinLinkInvalid(flaw.Fault, flaw.IsInWith, flaw.Scheme);

    /// <summary>Reads a join link, if it is one.</summary>
    public static bool TryParse(string? text, [NotNullWhen(true)] out JoinLink? link) => TryParse(text, out link, out _);

    private static bool TryParse(string? text, [NotNullWhen(true)] out JoinLink? link, out Flaw flaw)
    {
        link = null;
        flaw = default;
        text = text?.Trim(s_space) ?? "";
        var hash = text.IndexOf('#', StringComparison.Ordinal);
        var place = hash < 0 ? text : text[..hash];
        if (!Uri.TryCreate(text, UriKind.Absolute, out var uri))
            flaw = new(JoinLinkFault.NoUrl);
        else if (uri.Scheme is not ("http" or "https"))
            flaw = new(JoinLinkFault.OtherScheme, Scheme: uri.Scheme);
        else if (VisibleText.FindHidden(place) is not null)
            flaw = new(JoinLinkFault.HiddenCharacters);
        else if (JoinLinkPlace.HostOf(uri) is not { } host || uri.Port is < 1 or > 65535)
            flaw = new(JoinLinkFault.NoHostAndPort);
        else if (place.Contains('%', StringComparison.Ordinal))
            flaw = new(JoinLinkFault.Zone);
        else if (uri.AbsolutePath != "/" || uri.Query.Length > 0 || uri.UserInfo.Length > 0)
            flaw = new(JoinLinkFault.MoreThanHostAndPort);
        else if (!JoinLinkPlace.HasForm(place, host))
            flaw = new(JoinLinkFault.HostForm);
        else
            // The fragment as it was written: Uri.Fragment decodes some of its escapes.
            link = FromFragment(hash < 0 ? "" : text[(hash + 1)..], uri, host, out flaw);
        return link is not null;
    }

    private static JoinLink? FromFragment(string fragment, Uri uri, string host, out Flaw flaw)
    {
        string? token = null;
        var with = new List<JoinLink>();
        foreach (var field in fragment.Split('&'))
        {
            var equals = field.IndexOf('=', StringComparison.Ordinal);
            var name = equals < 0 ? field : field[..equals];
            var value = equals < 0 ? "" : field[(equals + 1)..];
            switch (name)
            {
                case TokenField when token is not null:
                    flaw = new(JoinLinkFault.TwoTokens);
                    return null;
                case TokenField:
                    token = Decode(value) ?? value;
                    break;
                case WithField:
                    // A link inside a link inside a link is ignored, which bounds the recursion.
                    if (!TryParse(WithoutWith(Decode(value) ?? ""), out var other, out flaw))
                    {
                        flaw = flaw with { IsInWith = true };
                        return null;
                    }
                    with.Add(other);
                    break;
            }
        }
        flaw = new(token is null ? JoinLinkFault.NoToken : JoinLinkFault.TokenCharacters);
        return LinkToken.IsValid(token) ? new JoinLink(uri.Scheme, host, uri.Port, token, with) : null;
    }

    private static string WithoutWith(string text)
    {
        var hash = text.IndexOf('#', StringComparison.Ordinal);
        if (hash < 0)
            return text;
        var fields = text[(hash + 1)..].Split('&').Where(f => f != WithField && !f.StartsWith(WithField + "=", StringComparison.Ordinal));
        return text[..(hash + 1)] + string.Join('&', fields);
    }

    /// <summary>Undoes percent-encoding as browsers do. Null: it is not sound, or not of UTF-8.</summary>
    private static string? Decode(string text)
    {
        var bytes = new List<byte>(text.Length);
        try
        {
            for (var at = 0; at < text.Length;)
            {
                var next = text.IndexOf('%', at);
                bytes.AddRange(s_strict.GetBytes(text[at..(next < 0 ? text.Length : next)]));
                if (next < 0)
                    break;
                at = next + 3;
                if (at > text.Length || !char.IsAsciiHexDigit(text[next + 1]) || !char.IsAsciiHexDigit(text[next + 2]))
                    return null;
                bytes.Add(Convert.ToByte(text[(next + 1)..at], 16));
            }
            return s_strict.GetString([.. bytes]);
        }
        catch (ArgumentException)
        {
            return null; // what the strict encoding throws
        }
    }

    /// <summary>The URL. It carries the token, a secret of the segment.</summary>
    public override string ToString()
    {
        var with = string.Concat(With.Select(w => $"&{WithField}={Uri.EscapeDataString(w.ToString())}"));
        return string.Create(CultureInfo.InvariantCulture, $"{Scheme}://{Host}:{Port}/#{TokenField}={Token}{with}");
    }

    /// <summary>Two join links are equal if their texts are.</summary>
    public bool Equals(JoinLink? other) => other is not null && ToString() == other.ToString();

    /// <inheritdoc/>
    public override int GetHashCode() => ToString().GetHashCode(StringComparison.Ordinal);

    /// <summary>Why a text is no join link. It leaves out the text, which may carry a token.</summary>
    private readonly record struct Flaw(JoinLinkFault Fault, bool IsInWith = false, string Scheme = "");
}
