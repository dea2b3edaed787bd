using System.Net;
using System.Net.Security;

namespace Gelf.Engine.Reporting;

/// <summary>
/// Every error that the engine can report to a person, in one place: its id, what the words are made with, and the value that was
/// wrong. The words are made by whoever shows it. A secret is never an argument.
/// </summary>
internal static class GelfErrors
{
    internal static GelfException TapDeviceMissing() => new("TapDeviceMissing", GelfErrorCategory.ResourceUnavailable, []);

    /// <param name="what">What was to be done.</param>
    /// <param name="deviceClosed">Whether the device file is closed to the caller, too.</param>
    internal static GelfException TapOpenDenied(string what, bool deviceClosed = false) => new(
        "TapOpenDenied", GelfErrorCategory.PermissionDenied, [("what", what), ("deviceClosed", deviceClosed)]);

    internal static GelfException TapDeviceDenied(string what) => new("TapDeviceDenied", GelfErrorCategory.PermissionDenied, [("what", what)]);

    internal static GelfException TapNameTaken(string name) => new("TapNameTaken", GelfErrorCategory.ResourceExists, [("name", name)], name);

    internal static GelfException TapNameInvalid(string name) => new("TapNameInvalid", GelfErrorCategory.InvalidArgument, [("name", name)], name);

    internal static GelfException TapMtuInvalid(int mtu, int min, int max) => new(
        "TapMtuInvalid", GelfErrorCategory.InvalidArgument, [("mtu", mtu), ("min", min), ("max", max)], mtu);

    internal static GelfException TapMacInvalid(string mac) => new("TapMacInvalid", GelfErrorCategory.InvalidArgument, [("mac", mac)], mac);

    internal static GelfException TapOwnerUnknown(string owner) => new("TapOwnerUnknown", GelfErrorCategory.ObjectNotFound, [("owner", owner)], owner);

    internal static GelfException TapNotFound(string name) => new("TapNotFound", GelfErrorCategory.ObjectNotFound, [("name", name)], name);

    internal static GelfException TapBusy(string name) => new("TapBusy", GelfErrorCategory.ResourceBusy, [("name", name)], name);

    internal static GelfException TapGone(string name) => new("TapGone", GelfErrorCategory.ObjectNotFound, [("name", name)], name);

    internal static GelfException TapFailed(string what, int errno) => new(
        "TapFailed", GelfErrorCategory.ResourceUnavailable, [("what", what), ("errno", errno)]);

    internal static GelfException InterfaceNotFound(string alias) => new("InterfaceNotFound", GelfErrorCategory.ObjectNotFound, [("alias", alias)], alias);

    internal static GelfException AddressExists(IPAddress address, string alias) => new(
        "AddressExists", GelfErrorCategory.ResourceExists, [("address", address), ("alias", alias)], address);

    internal static GelfException AddressNotFound(IPAddress address, string alias) => new(
        "AddressNotFound", GelfErrorCategory.ObjectNotFound, [("address", address), ("alias", alias)], address);

    internal static GelfException PrefixLengthInvalid(int prefixLength, IPAddress address, int max) => new(
        "PrefixLengthInvalid", GelfErrorCategory.InvalidArgument, [("prefixLength", prefixLength), ("address", address), ("max", max)], prefixLength);

    internal static GelfException GatewayInvalid(IPAddress gateway, IPAddress address) => new(
        "GatewayInvalid", GelfErrorCategory.InvalidArgument, [("gateway", gateway), ("address", address)], gateway);

    internal static GelfException AddressDenied() => new("AddressDenied", GelfErrorCategory.PermissionDenied, []);

    internal static GelfException AddressFailed(string what, int errno) => new(
        "AddressFailed", GelfErrorCategory.ResourceUnavailable, [("what", what), ("errno", errno)]);

    internal static GelfException ListenerGone(IPEndPoint endpoint, string reason, Exception inner) => new(
        "ListenerGone", GelfErrorCategory.ResourceUnavailable, [("endpoint", endpoint), ("reason", reason)], endpoint.Port, inner);

    internal static GelfException PortTaken(IPAddress address, int port, Exception inner) => new(
        "PortTaken", GelfErrorCategory.ResourceExists, [("address", address), ("port", port)], port, inner);

    internal static GelfException ListenAddressInvalid(IPAddress address, Exception inner) => new(
        "ListenAddressInvalid", GelfErrorCategory.InvalidArgument, [("address", address)], address, inner);

    internal static GelfException PortDenied(int port, Exception inner) => new("PortDenied", GelfErrorCategory.PermissionDenied, [("port", port)], port, inner);

    internal static GelfException PortInvalid(int port) => new("PortInvalid", GelfErrorCategory.InvalidArgument, [("port", port)], port);

    internal static GelfException CertificateUnreadable(string path, string reason, Exception inner) => new(
        "CertificateUnreadable",
        inner switch { UnauthorizedAccessException => GelfErrorCategory.PermissionDenied, IOException => GelfErrorCategory.ObjectNotFound, _ => GelfErrorCategory.InvalidArgument },
        [("path", path), ("reason", reason)], path, inner);

    internal static GelfException CertificateAbsent(string path) => new("CertificateUnreadable", GelfErrorCategory.InvalidArgument, [("path", path)], path);

    /// <summary>It is a PFX file or another one, and its key is in a file of its own.</summary>
    internal static GelfException CertificateNotPem(string path) => new("CertificateUnreadable", GelfErrorCategory.InvalidArgument, [("path", path)], path);

    internal static GelfException CertificateFormatUnknown(string path, Exception inner) => new(
        "CertificateUnreadable", GelfErrorCategory.InvalidArgument, [("path", path)], path, inner);

    internal static GelfException CertificateTooLarge(string path) => new("CertificateUnreadable", GelfErrorCategory.InvalidArgument, [("path", path)], path);

    internal static GelfException CertificateWithoutKey(string name) => new("CertificateWithoutKey", GelfErrorCategory.InvalidArgument, [("name", name)], name);

    internal static GelfException CertificateKeyInvalid(string path, Exception inner) => new(
        "CertificateKeyInvalid", GelfErrorCategory.InvalidArgument, [("path", path)], path, inner);

    internal static GelfException CertificatePasswordMissing(string path) => new(
        "CertificatePasswordMissing", GelfErrorCategory.InvalidArgument, [("path", path)], path);

    internal static GelfException CertificatePasswordWrong(string path, Exception inner) => new(
        "CertificatePasswordWrong", GelfErrorCategory.InvalidArgument, [("path", path)], path, inner);

    internal static GelfException CertificateNotForServers(string name) => new(
        "CertificateNotForServers", GelfErrorCategory.InvalidArgument, [("name", name)], name);

    internal static GelfException AdvertiseAddressInvalid(string address) => new(
        "AdvertiseAddressInvalid", GelfErrorCategory.InvalidArgument, [("address", address)], address);

    internal static GelfException TokenInvalid() => new("TokenInvalid", GelfErrorCategory.InvalidArgument, []);

    /// <param name="fault">What is wrong with it.</param>
    /// <param name="isInWith">Whether that is so of a join link in one of its with= parts.</param>
    /// <param name="scheme">Its scheme, where that is wrong; empty otherwise. Nothing else of it may be repeated.</param>
    internal static GelfException JoinLinkInvalid(JoinLinkFault fault, bool isInWith, string scheme) => new(
        "JoinLinkInvalid", GelfErrorCategory.InvalidArgument, [("fault", fault), ("isInWith", isInWith), ("scheme", scheme)]);

    internal static GelfException JoinLinkTooLong(int length, int max) => new(
        "JoinLinkTooLong", GelfErrorCategory.InvalidArgument, [("length", length), ("max", max)], length);

    internal static GelfException RelayNameInvalid(string name, int maxLength) => new(
        "RelayNameInvalid", GelfErrorCategory.InvalidArgument, [("name", name), ("maxLength", maxLength)], name);

    /// <param name="visible">What can be shown of the name.</param>
    /// <param name="hidden">A character of it that cannot, such as U+202E.</param>
    internal static GelfException RelayNameHidden(string visible, string hidden) => new(
        "RelayNameInvalid", GelfErrorCategory.InvalidArgument, [("visible", visible), ("hidden", hidden)], visible);

    internal static GelfException RelayStateInvalid(string name) => new("RelayStateInvalid", GelfErrorCategory.InvalidOperation, [("name", name)], name);

    internal static GelfException KeyBitsInvalid(int bits) => new("KeyBitsInvalid", GelfErrorCategory.InvalidArgument, [("bits", bits)], bits);

    // What was given for a key is never repeated: it may be one, all but a character.
    internal static GelfException KeyLengthInvalid(int length) => new("KeyLengthInvalid", GelfErrorCategory.InvalidArgument, [("length", length)]);

    internal static GelfException KeyTextInvalid() => new("KeyTextInvalid", GelfErrorCategory.InvalidArgument, []);

    internal static GelfException PassphraseEmpty() => new("PassphraseEmpty", GelfErrorCategory.InvalidArgument, []);

    internal static GelfException KeyFileExposed(string path) => new("KeyFileExposed", GelfErrorCategory.PermissionDenied, [("path", path)], path);

    internal static GelfException KeyFileForeign(string path, string owner) => new(
        "KeyFileExposed", GelfErrorCategory.PermissionDenied, [("path", path), ("owner", owner)], path);

    internal static GelfException KeyFileUnreadable(string path, string reason, Exception inner) => new(
        "KeyFileUnreadable", DeniedOr(GelfErrorCategory.ObjectNotFound, inner), [("path", path), ("reason", reason)], path, inner);

    internal static GelfException KeyFolderUnreadable(string path, Exception inner) => new(
        "KeyFileUnreadable", DeniedOr(GelfErrorCategory.ObjectNotFound, inner), [("path", path)], path, inner);

    internal static GelfException KeyFileInvalid(string path, Exception inner) => new(
        "KeyFileInvalid", GelfErrorCategory.InvalidArgument, [("path", path)], path, inner);

    internal static GelfException KeyFileExists(string path) => new("KeyFileExists", GelfErrorCategory.ResourceExists, [("path", path)], path);

    internal static GelfException KeyFileUnwritable(string path, string reason, Exception inner) => new(
        "KeyFileUnwritable", DeniedOr(GelfErrorCategory.ResourceUnavailable, inner), [("path", path), ("reason", reason)], path, inner);

    internal static GelfException KeyFolderUnwritable(string path, Exception inner) => new(
        "KeyFileUnwritable", DeniedOr(GelfErrorCategory.ResourceUnavailable, inner), [("path", path)], path, inner);

    internal static GelfException KeyFolderMissing(string path, string folder, Exception inner) => new(
        "KeyFileUnwritable", DeniedOr(GelfErrorCategory.ResourceUnavailable, inner), [("path", path), ("folder", folder)], path, inner);

    internal static GelfException LinkRefused(string host, int port) => new(
        "LinkRefused", GelfErrorCategory.PermissionDenied, [("host", host), ("port", port)], $"{host}:{port}");

    internal static GelfException LinkVersion(string host, int port, string version) => new(
        "LinkVersion", GelfErrorCategory.ConnectionError, [("host", host), ("port", port), ("version", version)], $"{host}:{port}");

    /// <param name="host">The host that was dialled.</param>
    /// <param name="port">Its port.</param>
    /// <param name="location">Scheme, host and port that it leads to; empty: it names none that can be shown.</param>
    internal static GelfException LinkRedirected(string host, int port, string location) => new(
        "LinkRedirected", GelfErrorCategory.ConnectionError, [("host", host), ("port", port), ("location", location)], $"{host}:{port}");

    internal static GelfException LinkUnreachable(string host, int port, string reason, Exception inner) => new(
        "LinkUnreachable", GelfErrorCategory.ConnectionError, [("host", host), ("port", port), ("reason", reason)], $"{host}:{port}", inner);

    internal static GelfException LinkTimedOut(string host, int port, double seconds, Exception inner) => new(
        "LinkUnreachable", GelfErrorCategory.ConnectionError, [("host", host), ("port", port), ("seconds", seconds)], $"{host}:{port}", inner);

    // From here on something answers, so neither the address nor a firewall is to blame.
    internal static GelfException LinkNotHttps(string host, int port, Exception inner) => new(
        "LinkUnreachable", GelfErrorCategory.ConnectionError, [("host", host), ("port", port)], $"{host}:{port}", inner);

    internal static GelfException LinkNotHttp(string host, int port, Exception inner) => new(
        "LinkUnreachable", GelfErrorCategory.ConnectionError, [("host", host), ("port", port)], $"{host}:{port}", inner);

    internal static GelfException LinkUntrusted(string host, int port, SslPolicyErrors certificate, Exception inner) => new(
        "LinkUnreachable", GelfErrorCategory.ConnectionError, [("host", host), ("port", port), ("certificate", certificate)], $"{host}:{port}", inner);

    internal static GelfException LinkLimitHere(string host, int port) => new(
        "LinkLimit", GelfErrorCategory.ResourceUnavailable, [("host", host), ("port", port)], $"{host}:{port}");

    internal static GelfException LinkLimitThere(string host, int port) => new(
        "LinkLimit", GelfErrorCategory.ResourceUnavailable, [("host", host), ("port", port)], $"{host}:{port}");

    internal static GelfException LinkClosedAtOnce(string host, int port, string reason) => new(
        "LinkUnreachable", GelfErrorCategory.ConnectionError, [("host", host), ("port", port), ("reason", reason)], $"{host}:{port}");

    internal static GelfException WireNeedsTwo(int count) => new("WireNeedsTwo", GelfErrorCategory.InvalidArgument, [("count", count)], count);

    private static GelfErrorCategory DeniedOr(GelfErrorCategory otherwise, Exception inner) =>
        inner is UnauthorizedAccessException ? GelfErrorCategory.PermissionDenied : otherwise;
}
