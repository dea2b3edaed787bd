using System.Net;
using Gelf.Engine.Devices;
using Gelf.Engine.Protocol;

namespace Gelf.Engine.Reporting;

/// <summary>Every error that the engine can report to a person, in one place.</summary>
internal static class GelfErrors
{
    internal static GelfException TapDeviceMissing() => new(
        "TapDeviceMissing", GelfErrorCategory.ResourceUnavailable,
        "/dev/net/tun does not exist, so no tap can be created. Load the driver with 'modprobe tun'; in a container, pass the device in (--device /dev/net/tun).");

    /// <param name="what">What was to be done.</param>
    /// <param name="deviceClosed">Whether the device file is closed to the caller, too.</param>
    internal static GelfException TapOpenDenied(string what, bool deviceClosed = false) => new(
        "TapOpenDenied", GelfErrorCategory.PermissionDenied,
        $"Not allowed to {what}: it needs root or CAP_NET_ADMIN. Run the shell as root (sudo …), or let root make a tap for you with New-GelfTap -Persist -Owner {Environment.UserName}"
        + (deviceClosed ? " and open the device file to you with: chmod a+rw /dev/net/tun" : "."));

    internal static GelfException TapDeviceDenied(string what) => new(
        "TapDeviceDenied", GelfErrorCategory.PermissionDenied,
        $"Not allowed to {what}: {Environment.UserName} may not read and write the device file /dev/net/tun. Let root change that with: chmod a+rw /dev/net/tun. Or run the shell as root (sudo …).");

    internal static GelfException TapNameTaken(string name) => new(
        "TapNameTaken", GelfErrorCategory.ResourceExists,
        $"An interface named '{name}' exists already. Choose another -Name, leave it out to get the next free one, or remove the old one with Remove-GelfTap.", name);

    internal static GelfException TapNameInvalid(string name) => new(
        "TapNameInvalid", GelfErrorCategory.InvalidArgument,
        $"'{name}' is not a name for an interface: 1 to 15 printable ASCII characters, without '/', '%' and spaces, and not '.' or '..'.", name);

    internal static GelfException TapMtuInvalid(int mtu) => new(
        "TapMtuInvalid", GelfErrorCategory.InvalidArgument,
        $"An MTU of {mtu} is not possible: give one from {TapOptions.MinMtu} to {TapOptions.MaxMtu} (1280 at least for IPv6).", mtu);

    internal static GelfException TapMacInvalid(string mac) => new(
        "TapMacInvalid", GelfErrorCategory.InvalidArgument,
        $"'{mac}' is not the MAC address of a host: six bytes such as 02:00:5e:10:00:01, not all zero, and the first byte even (no multicast).", mac);

    internal static GelfException TapOwnerUnknown(string owner) => new(
        "TapOwnerUnknown", GelfErrorCategory.ObjectNotFound,
        $"There is no user '{owner}' on this host. Give a user's name or number.", owner);

    internal static GelfException TapNotFound(string name) => new(
        "TapNotFound", GelfErrorCategory.ObjectNotFound,
        $"There is no tap '{name}' on this host. Get-GelfTap lists the taps there are.", name);

    internal static GelfException TapBusy(string name) => new(
        "TapBusy", GelfErrorCategory.ResourceBusy,
        $"Tap '{name}' is in use by another program or relay. Stop that one first, or use another tap.", name);

    internal static GelfException TapGone(string name) => new(
        "TapGone", GelfErrorCategory.ObjectNotFound,
        $"Tap '{name}' was removed while it was in use. Start the relay again to get a new one.", name);

    internal static GelfException TapFailed(string what, int errno) => new(
        "TapFailed", GelfErrorCategory.ResourceUnavailable,
        $"The kernel refused to {what}: {Native.Errno.Describe(errno)}.");

    internal static GelfException InterfaceNotFound(string alias) => new(
        "InterfaceNotFound", GelfErrorCategory.ObjectNotFound,
        $"There is no interface '{alias}' on this host. 'ip link' lists the interfaces there are.", alias);

    internal static GelfException AddressExists(IPAddress address, string alias) => new(
        "AddressExists", GelfErrorCategory.ResourceExists,
        $"Interface '{alias}' has the address {address} already. Remove it first with Remove-GelfAddress, or give another one.", address);

    internal static GelfException AddressNotFound(IPAddress address, string alias) => new(
        "AddressNotFound", GelfErrorCategory.ObjectNotFound,
        $"Interface '{alias}' has no address {address}. Get-GelfAddress lists the addresses there are.", address);

    internal static GelfException AddressInvalid(string text) => new(
        "AddressInvalid", GelfErrorCategory.InvalidArgument,
        $"'{text}' is not an IP address. Give one such as 10.10.10.1, 10.10.10.1/24 or fd00::1/64.", text);

    internal static GelfException PrefixLengthInvalid(int prefixLength, IPAddress address, int max) => new(
        "PrefixLengthInvalid", GelfErrorCategory.InvalidArgument,
        $"A prefix length of {prefixLength} does not fit {address}: give one from 0 to {max}.", prefixLength);

    internal static GelfException GatewayInvalid(IPAddress gateway, IPAddress address) => new(
        "GatewayInvalid", GelfErrorCategory.InvalidArgument,
        $"The gateway {gateway} cannot be reached from {address}: give one of the same family and inside the address's own network.", gateway);

    internal static GelfException AddressDenied() => new(
        "AddressDenied", GelfErrorCategory.PermissionDenied,
        "Not allowed to change IP addresses: it needs root or CAP_NET_ADMIN. Run the shell as root (sudo …).");

    internal static GelfException AddressFailed(string what, int errno) => new(
        "AddressFailed", GelfErrorCategory.ResourceUnavailable,
        $"The kernel refused to {what}: {Native.Errno.Describe(errno)}.");

    internal static GelfException ListenerGone(IPEndPoint endpoint, Exception inner) => new(
        "ListenerGone", GelfErrorCategory.ResourceUnavailable,
        $"The relay's web server listens no more on {endpoint}: {inner.Message}. Something on this host has closed its socket; start the relay again.", endpoint.Port, inner);

    internal static GelfException PortTaken(IPEndPoint endpoint, Exception inner) => new(
        "PortTaken", GelfErrorCategory.ResourceExists,
        $"Port {endpoint.Port} on {endpoint.Address} is taken by another relay or program. Choose another -Port (0 takes a free one).", endpoint.Port, inner);

    internal static GelfException ListenAddressInvalid(IPEndPoint endpoint, Exception inner) => new(
        "ListenAddressInvalid", GelfErrorCategory.InvalidArgument,
        $"This host has no address {endpoint.Address} to listen on. Give one of its own as -ListenAddress, or 0.0.0.0 for all of them.", endpoint.Address, inner);

    internal static GelfException PortDenied(IPEndPoint endpoint, Exception inner) => new(
        "PortDenied", GelfErrorCategory.PermissionDenied,
        $"Not allowed to listen on port {endpoint.Port}: ports below 1024 need root. Choose a -Port from 1024 to 65535.", endpoint.Port, inner);

    internal static GelfException PortInvalid(int port) => new(
        "PortInvalid", GelfErrorCategory.InvalidArgument,
        $"{port} is not a port: give one from 1 to 65535, or 0 for any free one.", port);

    internal static GelfException CertificateUnreadable(string path, string reason, Exception? inner = null) => new(
        "CertificateUnreadable",
        inner switch { UnauthorizedAccessException => GelfErrorCategory.PermissionDenied, IOException => GelfErrorCategory.ObjectNotFound, _ => GelfErrorCategory.InvalidArgument },
        $"No certificate can be read from '{path}': {reason.TrimEnd('.')}. Give a PEM or PFX file as -Certificate, or -Https alone for a new certificate.", path, inner);

    internal static GelfException CertificateWithoutKey(string name) => new(
        "CertificateWithoutKey", GelfErrorCategory.InvalidArgument,
        $"There is no private key in '{name}', and a server needs it. Give the PEM file that has it as -CertificateKey, or a PFX file that has both.", name);

    internal static GelfException CertificateKeyInvalid(string path, Exception inner) => new(
        "CertificateKeyInvalid", GelfErrorCategory.InvalidArgument,
        $"The private key in '{path}' is not the certificate's, or of a kind that cannot be read. Give the RSA or EC key that belongs to it, as PEM.", path, inner);

    internal static GelfException CertificatePasswordMissing(string path) => new(
        "CertificatePasswordMissing", GelfErrorCategory.InvalidArgument,
        $"'{path}' is protected with a password. Give it as -CertificatePassword.", path);

    internal static GelfException CertificatePasswordWrong(string path, Exception inner) => new(
        "CertificatePasswordWrong", GelfErrorCategory.InvalidArgument,
        $"The password given as -CertificatePassword does not open '{path}'. Give the one that the file was made with.", path, inner);

    internal static GelfException CertificateNotForServers(string name) => new(
        "CertificateNotForServers", GelfErrorCategory.InvalidArgument,
        $"The certificate in '{name}' is not meant for servers, so browsers would refuse it. Give one with the extended key usage serverAuth.", name);

    internal static GelfException AdvertiseAddressInvalid(string address) => new(
        "AdvertiseAddressInvalid", GelfErrorCategory.InvalidArgument,
        $"'{address}' cannot stand in a join link. Give a host name or an IP address, without a port, as -AdvertiseAddress.", address);

    internal static GelfException TokenInvalid() => new(
        "TokenInvalid", GelfErrorCategory.InvalidArgument,
        "The token given as -Token cannot be used: 1 to 128 of the characters A-Z a-z 0-9 - and _. Leave it out to get a random one.");

    internal static GelfException JoinLinkInvalid(string reason) => new(
        "JoinLinkInvalid", GelfErrorCategory.InvalidArgument,
        $"This is not a join link: {reason}. A join link looks like http://host:port/#token=…; Get-GelfJoinLink shows a relay's.");

    internal static GelfException JoinLinkTooLong(int length, int most) => new(
        "JoinLinkTooLong", GelfErrorCategory.InvalidArgument,
        $"A join link of {length} characters does not fit into a QR code, which holds {most}. Name fewer relays with -With, and add the others on the page.", length);

    internal static GelfException RelayNameInvalid(string name) => new(
        "RelayNameInvalid", GelfErrorCategory.InvalidArgument,
        $"'{name}' is not a name for a relay: 1 to {Hello.MaxNameLength} characters, none of them a control character.", name);

    internal static GelfException RelayStateInvalid(string name) => new(
        "RelayStateInvalid", GelfErrorCategory.InvalidOperation,
        $"The relay '{name}' has been started before. Start another one with Start-GelfRelay.", name);

    internal static GelfException KeyBitsInvalid(int bits) => new(
        "KeyBitsInvalid", GelfErrorCategory.InvalidArgument,
        $"A key of {bits} bits is not possible: give 256 or 128.", bits);

    // What was given for a key is never repeated: it may be one, all but a character.
    internal static GelfException KeyLengthInvalid(int length) => new(
        "KeyLengthInvalid", GelfErrorCategory.InvalidArgument,
        $"A key has 16 or 32 bytes, and {length} {(length == 1 ? "was" : "were")} given. New-GelfKey makes one.");

    internal static GelfException KeyTextInvalid() => new(
        "KeyTextInvalid", GelfErrorCategory.InvalidArgument,
        "What was given is not a key: a key is written as 32 or 64 hex digits. New-GelfKey makes one, Import-GelfKey reads one from a file.");

    internal static GelfException PassphraseEmpty() => new(
        "PassphraseEmpty", GelfErrorCategory.InvalidArgument,
        "The passphrase is empty. Give a long one that nobody guesses, or leave -Passphrase out to get a random key.");

    internal static GelfException KeyFileExposed(string path) => new(
        "KeyFileExposed", GelfErrorCategory.PermissionDenied,
        $"Others than its owner can read or write the key file '{path}'. Take that away with: chmod 600 '{path}'. If somebody else may have read it, make a new key.", path);

    internal static GelfException KeyFileUnreadable(string path, string reason, Exception inner) => new(
        "KeyFileUnreadable", inner is UnauthorizedAccessException ? GelfErrorCategory.PermissionDenied : GelfErrorCategory.ObjectNotFound,
        $"The key file '{path}' cannot be read: {reason.TrimEnd('.')}. New-GelfKey -Path makes one.", path, inner);

    internal static GelfException KeyFileInvalid(string path, Exception inner) => new(
        "KeyFileInvalid", GelfErrorCategory.InvalidArgument,
        $"The file '{path}' holds no key: a key file is one line of 32 or 64 hex digits.", path, inner);

    internal static GelfException KeyFileExists(string path) => new(
        "KeyFileExists", GelfErrorCategory.ResourceExists,
        $"There is a file '{path}' already, and a key that is overwritten is lost. Give another -Path, or -Force to replace it.", path);

    internal static GelfException KeyFileUnwritable(string path, string reason, Exception inner) => new(
        "KeyFileUnwritable", inner is UnauthorizedAccessException ? GelfErrorCategory.PermissionDenied : GelfErrorCategory.ResourceUnavailable,
        $"The key file '{path}' cannot be written: {reason.TrimEnd('.')}. Give a -Path in a folder that is there and yours.", path, inner);

    internal static GelfException LinkRefused(JoinLink target) => new(
        "LinkRefused", GelfErrorCategory.PermissionDenied,
        $"The relay at {target.Host}:{target.Port} refuses the token. Take the join link from Get-GelfJoinLink there; it changes when a relay without a key starts anew.", $"{target.Host}:{target.Port}");

    internal static GelfException LinkVersion(JoinLink target) => new(
        "LinkVersion", GelfErrorCategory.ConnectionError,
        $"What answers at {target.Host}:{target.Port} does not speak {LinkSubprotocol.Version}. Use the same version of Gelf on both ends.", $"{target.Host}:{target.Port}");

    internal static GelfException LinkUnreachable(JoinLink target, string reason, Exception inner) => new(
        "LinkUnreachable", GelfErrorCategory.ConnectionError,
        $"No relay can be reached at {target.Host}:{target.Port}: {reason.TrimEnd('.')}. Is it running, does it listen on that address (-ListenAddress 0.0.0.0), and does no firewall stand between?", $"{target.Host}:{target.Port}", inner);

    // From here on something answers, so neither the address nor a firewall is to blame.
    internal static GelfException LinkNotHttps(JoinLink target, Exception inner) => new(
        "LinkUnreachable", GelfErrorCategory.ConnectionError,
        $"What answers at {target.Host}:{target.Port} does not speak https. A relay that was started without -Https speaks http: use http://{target.Host}:{target.Port}/ and its token.", $"{target.Host}:{target.Port}", inner);

    internal static GelfException LinkNotHttp(JoinLink target, Exception inner) => new(
        "LinkUnreachable", GelfErrorCategory.ConnectionError,
        $"What answers at {target.Host}:{target.Port} takes the connection, but does not speak http. A relay that was started with -Https speaks https: use https://{target.Host}:{target.Port}/ and its token.", $"{target.Host}:{target.Port}", inner);

    internal static GelfException LinkUntrusted(JoinLink target, string reason, Exception inner) => new(
        "LinkUnreachable", GelfErrorCategory.ConnectionError,
        $"The relay at {target.Host}:{target.Port} shows a certificate that this host does not trust: {reason}. Make this host trust it, or start that relay with one that this host trusts (-Certificate).", $"{target.Host}:{target.Port}", inner);

    internal static GelfException WireNeedsTwo(int count) => new(
        "WireNeedsTwo", GelfErrorCategory.InvalidArgument,
        $"A wire joins two relays or more, and {count} {(count == 1 ? "was" : "were")} given. Give the join links of both, or one that has the other in its with=.", count);
}
