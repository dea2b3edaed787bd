namespace Gelf.Engine.Reporting;

/// <summary>Why a text is not a join link.</summary>
public enum JoinLinkFault
{
    /// <summary>It is not a URL.</summary>
    NoUrl,
    /// <summary>Its scheme is not http or https.</summary>
    OtherScheme,
    /// <summary>It has no host and port.</summary>
    NoHostAndPort,
    /// <summary>There are characters before the fragment that nobody sees.</summary>
    HiddenCharacters,
    /// <summary>Its address has a zone.</summary>
    Zone,
    /// <summary>There is a path, a query or a user between the port and the fragment, or before the host.</summary>
    MoreThanHostAndPort,
    /// <summary>Its host is written in a way that .NET and browsers read differently.</summary>
    HostForm,
    /// <summary>It has two tokens.</summary>
    TwoTokens,
    /// <summary>It has no token.</summary>
    NoToken,
    /// <summary>Its token has characters that tokens do not have.</summary>
    TokenCharacters,
}
