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

    /// <summary>A name or an address in ASCII: a name in other letters as browsers ask for it (Punycode), IPv6 in brackets.</summary>
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
        if (!Uri.TryCreate(text?.Trim(), UriKind.Absolute, out var uri))
            flaw = new(JoinLinkFault.NoUrl);
        else if (uri.Scheme is not ("http" or "https"))
            flaw = new(JoinLinkFault.OtherScheme, Scheme: uri.Scheme);
        else if (VisibleText.FindHidden(Place(uri)) is not null)
            flaw = new(JoinLinkFault.HiddenCharacters);
        else if (AsciiHost(uri) is not { Length: > 0 } host || uri.Port is < 1 or > 65535)
            flaw = new(JoinLinkFault.NoHostAndPort);
        else if (Place(uri).Contains('%', StringComparison.Ordinal))
            flaw = new(JoinLinkFault.Zone);
        else if (uri.AbsolutePath != "/" || uri.Query.Length > 0 || uri.UserInfo.Length > 0)
            flaw = new(JoinLinkFault.MoreThanHostAndPort);
        else
            link = FromFragment(uri, host, out flaw);
        return link is not null;
    }

    // What was written before the fragment, if there is one.
    private static string Place(Uri uri) => uri.OriginalString[..Math.Max(uri.OriginalString.IndexOf('#', StringComparison.Ordinal), 0)];

    private static string? AsciiHost(Uri uri)
    {
        if (Ascii.IsValid(uri.Host))
            return uri.Host;
        try
        {
            return uri.IdnHost is var host && Ascii.IsValid(host) ? host : null;
        }
        catch (UriFormatException)
        {
            return null;
        }
    }

    private static JoinLink? FromFragment(Uri uri, string host, out Flaw flaw)
    {
        string? token = null;
        var with = new List<JoinLink>();
        // The fragment as it was written. Uri.Fragment decodes some of its escapes.
        foreach (var field in uri.OriginalString[(uri.OriginalString.IndexOf('#', StringComparison.Ordinal) + 1)..].Trim().Split('&'))
        {
            var equals = field.IndexOf('=', StringComparison.Ordinal);
            var name = equals < 0 ? field : field[..equals];
            var value = equals < 0 ? "" : Uri.UnescapeDataString(field[(equals + 1)..]);
            switch (name)
            {
                case TokenField when token is not null:
                    flaw = new(JoinLinkFault.TwoTokens);
                    return null;
                case TokenField:
                    token = value;
                    break;
                case WithField:
                    // A link inside a link inside a link is ignored, which bounds the recursion.
                    if (!TryParse(WithoutWith(value), out var other, out flaw))
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
        var fields = text[(hash + 1)..].Split('&').Where(f => !f.StartsWith(WithField + "=", StringComparison.Ordinal));
        return text[..(hash + 1)] + string.Join('&', fields);
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
