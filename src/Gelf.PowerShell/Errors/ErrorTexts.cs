using System.Net.Security;
using System.Runtime.InteropServices;
using Gelf.Engine.Reporting;

namespace Gelf.PowerShell.Errors;

/// <summary>
/// The engine's errors in words: what was wrong with which value, and which cmdlet or parameter is the way out. There is one text
/// for each case (<see cref="GelfException.Case"/>), which takes its arguments by name. Tests try them all.
/// </summary>
internal static class ErrorTexts
{
    /// <summary>What a person is to see of an exception.</summary>
    internal static string Of(Exception exception) => exception is GelfException error ? Find(error) ?? error.Message : exception.Message;

    /// <summary>Null: there are no words for it.</summary>
    internal static string? Find(GelfException error)
    {
        var args = error.Arguments;
        return error.Case switch
        {
            "TapDeviceMissing" => "/dev/net/tun does not exist, so no tap can be created. Load the driver with 'modprobe tun'; in a container, pass the device in (--device /dev/net/tun).",
            "TapOpenDenied" => $"Not allowed to {args["what"]}: it needs root or CAP_NET_ADMIN. Run the shell as root (sudo …), or let root make a tap for you with New-GelfTap -Persist -Owner {Environment.UserName}"
                + (args["deviceClosed"] is true ? " and open the device file to you with: chmod a+rw /dev/net/tun" : "."),
            "TapDeviceDenied" => $"Not allowed to {args["what"]}: {Environment.UserName} may not read and write the device file /dev/net/tun. Let root change that with: chmod a+rw /dev/net/tun. Or run the shell as root (sudo …).",
            "TapNameTaken" => $"An interface named '{args["name"]}' exists already. Choose another -Name, leave it out to get the next free one, or remove the old one with Remove-GelfTap.",
            "TapNameInvalid" => $"'{args["name"]}' is not a name for an interface: 1 to 15 printable ASCII characters, without '/', '%' and spaces, and not '.' or '..'.",
            "TapMtuInvalid" => $"An MTU of {args["mtu"]} is not possible: give one from {args["min"]} to {args["max"]} (1280 at least for IPv6).",
            "TapMacInvalid" => $"'{args["mac"]}' is not the MAC address of a host: six bytes such as 02:00:5e:10:00:01, not all zero, and the first byte even (no multicast).",
            "TapOwnerUnknown" => $"There is no user '{args["owner"]}' on this host. Give a user's name or number.",
            "TapNotFound" => $"There is no tap '{args["name"]}' on this host. Get-GelfTap lists the taps there are.",
            "TapBusy" => $"Tap '{args["name"]}' is in use by another program or relay. Stop that one first, or use another tap.",
            "TapGone" => $"Tap '{args["name"]}' was removed while it was in use. Start the relay again to get a new one.",
            "TapFailed" or "AddressFailed" => $"The kernel refused to {args["what"]}: {SystemText((int)args["errno"])}.",

            "InterfaceNotFound" => $"There is no interface '{args["alias"]}' on this host. 'ip link' lists the interfaces there are.",
            "AddressExists" => $"Interface '{args["alias"]}' has the address {args["address"]} already. Remove it first with Remove-GelfAddress, or give another one.",
            "AddressNotFound" => $"Interface '{args["alias"]}' has no address {args["address"]}. Get-GelfAddress lists the addresses there are.",
            "PrefixLengthInvalid" => $"A prefix length of {args["prefixLength"]} does not fit {args["address"]}: give one from 0 to {args["max"]}.",
            "GatewayInvalid" => $"The gateway {args["gateway"]} cannot be reached from {args["address"]}: give one of the same family and inside the address's own network.",
            "AddressDenied" => "Not allowed to change IP addresses: it needs root or CAP_NET_ADMIN. Run the shell as root (sudo …).",

            "ListenerGone" => $"The relay's web server listens no more on {args["endpoint"]}: {args["reason"]}. Something on this host has closed its socket; start the relay again.",
            "PortTaken" => $"Port {args["port"]} on {args["address"]} is taken by another relay or program. Choose another -Port (0 takes a free one).",
            "ListenAddressInvalid" => $"This host has no address {args["address"]} to listen on. Give one of its own as -ListenAddress, or 0.0.0.0 for all of them.",
            "PortDenied" => $"Not allowed to listen on port {args["port"]}: ports below 1024 need root. Choose a -Port from 1024 to 65535.",
            "PortInvalid" => $"{args["port"]} is not a port: give one from 1 to 65535, or 0 for any free one.",

            "CertificateUnreadable" => NoCertificate(args["path"], Clause(args["reason"])),
            "CertificateAbsent" => NoCertificate(args["path"], "there is no certificate in it"),
            "CertificateNotPem" => NoCertificate(args["path"], "it is no PEM file, as -CertificateKey needs"),
            "CertificateFormatUnknown" => NoCertificate(args["path"], "it is neither a PEM nor a PFX file"),
            "CertificateTooLarge" => NoCertificate(args["path"], "it is too large for a certificate"),
            "CertificateWithoutKey" => $"There is no private key in '{args["name"]}', and a server needs it. Give the PEM file that has it as -CertificateKey, or a PFX file that has both.",
            "CertificateKeyInvalid" => $"The private key in '{args["path"]}' is not the certificate's, or of a kind that cannot be read. Give the RSA or EC key that belongs to it, as PEM.",
            "CertificatePasswordMissing" => $"'{args["path"]}' is protected with a password. Give it as -CertificatePassword.",
            "CertificatePasswordWrong" => $"The password given as -CertificatePassword does not open '{args["path"]}'. Give the one that the file was made with.",
            "CertificateNotForServers" => $"The certificate in '{args["name"]}' is not meant for servers, so browsers would refuse it. Give one with the extended key usage serverAuth.",

            "AdvertiseAddressInvalid" => $"'{args["address"]}' cannot stand in a join link. Give a host name or an IP address, without a port, as -AdvertiseAddress.",
            "TokenInvalid" => "The token given as -Token cannot be used: 1 to 128 of the characters A-Z a-z 0-9 - and _. Leave it out to get a random one.",
            "JoinLinkInvalid" => $"This is not a join link: {(args["isInWith"] is true ? "in with=, " : "")}{Describe((JoinLinkFault)args["fault"], args["scheme"])}. A join link looks like http://host:port/#token=…; Get-GelfJoinLink shows a relay's.",
            "JoinLinkTooLong" => $"A join link of {args["length"]} characters does not fit into a QR code, which holds {args["max"]}. Name fewer relays with -With, and add the others on the page.",
            "RelayNameInvalid" => $"'{args["name"]}' is not a name for a relay: 1 to {args["maxLength"]} characters, not only spaces.",
            "RelayNameHidden" => $"The name '{args["visible"]}' has the character {args["hidden"]}, which nobody sees, or sees otherwise. Give a name without it.",
            "RelayStateInvalid" => $"The relay '{args["name"]}' has been started before. Start another one with Start-GelfRelay.",

            "KeyBitsInvalid" => $"A key of {args["bits"]} bits is not possible: give 256 or 128.",
            "KeyLengthInvalid" => $"A key has 16 or 32 bytes, and {args["length"]} {WasOrWere(args["length"])} given. New-GelfKey makes one.",
            "KeyTextInvalid" => "What was given is not a key: a key is written as 32 or 64 hex digits. New-GelfKey makes one, Import-GelfKey reads one from a file.",
            "PassphraseEmpty" => "The passphrase is empty. Give a long one that nobody guesses, or leave -Passphrase out to get a random key.",
            "KeyFileExposed" => $"Others than its owner can read or write the key file '{args["path"]}'. Take that away with: chmod 600 '{args["path"]}'. If somebody else may have read it, make a new key.",
            "KeyFileForeign" => $"The key file '{args["path"]}' belongs to the user {args["owner"]}, who knows the key and can put another one in its place. Give a file that is yours or root's. To make this one root's, run as root: chown root '{args["path"]}'.",
            "KeyFileUnreadable" => KeyUnreadable(args["path"], Clause(args["reason"])),
            "KeyFolderUnreadable" => KeyUnreadable(args["path"], "it is a folder"),
            "KeyFileInvalid" => $"The file '{args["path"]}' holds no key: a key file is one line of 32 or 64 hex digits.",
            "KeyFileExists" => $"There is a file '{args["path"]}' already, and a key that is overwritten is lost. Give another -Path, or -Force to replace it.",
            "KeyFileUnwritable" => KeyUnwritable(args["path"], Clause(args["reason"])),
            "KeyFolderUnwritable" => KeyUnwritable(args["path"], "it is a folder"),
            "KeyFolderMissing" => KeyUnwritable(args["path"], $"there is no folder '{args["folder"]}'"),

            "LinkRefused" => $"The relay at {args["host"]}:{args["port"]} refuses the token. Take the join link from Get-GelfJoinLink there; it changes when a relay without a key starts anew.",
            "LinkVersion" => $"What answers at {args["host"]}:{args["port"]} does not speak {args["version"]}. Use the same version of Gelf on both ends.",
            "LinkRedirected" => $"What answers at {args["host"]}:{args["port"]} redirects to {(args["location"] is "" ? "another address" : args["location"])}. Gelf does not follow, since that would show the token there. If you trust it, use the join link of the relay that is there.",
            "LinkUnreachable" => NoRelay(args["host"], args["port"], Clause(args["reason"])),
            "LinkTimedOut" => NoRelay(args["host"], args["port"], $"no answer within {args["seconds"]} s"),
            "LinkNotHttps" => $"What answers at {args["host"]}:{args["port"]} does not speak https. A relay that was started without -Https speaks http: use http://{args["host"]}:{args["port"]}/ and its token.",
            "LinkNotHttp" => $"What answers at {args["host"]}:{args["port"]} takes the connection, but does not speak http. A relay that was started with -Https speaks https: use https://{args["host"]}:{args["port"]}/ and its token.",
            "LinkUntrusted" => $"The relay at {args["host"]}:{args["port"]} shows a certificate that this host does not trust: {Describe((SslPolicyErrors)args["certificate"])}. Make this host trust it, or start that relay with one that this host trusts (-Certificate).",
            "LinkLimitHere" => $"No link to {args["host"]}:{args["port"]} can be opened: there are 64 links here already, which is the limit. Close one with Disconnect-GelfLink.",
            "LinkLimitThere" => $"The relay at {args["host"]}:{args["port"]} has 64 links already, which is the limit. Close one there with Disconnect-GelfLink.",
            "LinkClosedAtOnce" => $"What answers at {args["host"]}:{args["port"]} closed the link before it said anything: {Clause(args["reason"])}. See what the relay there says (Receive-Job).",
            "WireNeedsTwo" => $"A wire joins two relays or more, and {args["count"]} {WasOrWere(args["count"])} given. Give the join links of both, or one that has the other in its with=.",
            _ => null,
        };
    }

    private static string NoCertificate(object path, string reason) =>
        $"No certificate can be read from '{path}': {reason}. Give a PEM or PFX file as -Certificate, or -Https alone for a new certificate.";

    private static string KeyUnreadable(object path, string reason) => $"The key file '{path}' cannot be read: {reason}. New-GelfKey -Path makes one.";

    private static string KeyUnwritable(object path, string reason) =>
        $"The key file '{path}' cannot be written: {reason}. Give a -Path in a folder that is there and yours.";

    private static string NoRelay(object host, object port, string reason) =>
        $"No relay can be reached at {host}:{port}: {reason}. Is it running, does it listen on that address (-ListenAddress 0.0.0.0), and does no firewall stand between?";

    private static string Describe(JoinLinkFault fault, object scheme) => fault switch
    {
        JoinLinkFault.NoUrl => "it is not a URL",
        JoinLinkFault.OtherScheme => $"its scheme is '{scheme}', not http or https",
        JoinLinkFault.NoHostAndPort => "it has no host and port",
        JoinLinkFault.HiddenCharacters => "its address has characters that nobody sees",
        JoinLinkFault.Zone => "its address has a zone, which browsers cannot open",
        JoinLinkFault.MoreThanHostAndPort => "there is something between the port and the '#'",
        JoinLinkFault.HostForm => "its host is neither a name of A-Z a-z 0-9 - _ and single dots nor an address as usual; a browser writes names in other letters as xn--...",
        JoinLinkFault.TwoTokens => "it has two tokens",
        JoinLinkFault.NoToken => "its part after '#' has no token=",
        JoinLinkFault.TokenCharacters => "its token has other characters than A-Z a-z 0-9 - and _",
        _ => throw new ArgumentOutOfRangeException(nameof(fault), fault, null),
    };

    private static string Describe(SslPolicyErrors certificate) =>
        certificate.HasFlag(SslPolicyErrors.RemoteCertificateChainErrors) ? "none whom it trusts has issued it, or it is out of date"
        : certificate.HasFlag(SslPolicyErrors.RemoteCertificateNameMismatch) ? "it is for another name or address"
        : "there is none";

    private static string SystemText(int errno) => $"{Marshal.GetPInvokeErrorMessage(errno)} (errno {errno})";

    // What the system says is a sentence at times, and a part of one here.
    private static string Clause(object reason) => ((string)reason).TrimEnd('.');

    private static string WasOrWere(object count) => count is 1 ? "was" : "were";
}
