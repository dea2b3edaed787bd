using System.Management.Automation;
using Gelf.PowerShell.Conversion;

namespace Gelf.PowerShell.Errors;

/// <summary>Every error that the cmdlets find by themselves, in one place.</summary>
internal static class CommandErrors
{
    internal static CommandException RelayNotFound(string name) => new(
        "RelayNotFound", ErrorCategory.ObjectNotFound,
        $"There is no relay '{JoinLinkText.WithoutToken(name)}' in this session. Get-GelfRelay lists the relays there are.", JoinLinkText.WithoutToken(name));

    internal static CommandException RelayElsewhere(string name, int processId) => new(
        "RelayElsewhere", ErrorCategory.InvalidOperation,
        $"The relay '{name}' runs in process {processId}, not in this one. Enter-PSHostProcess -Id {processId} leads there, and all cmdlets work on it then.", name);

    internal static CommandException PortTaken(int port, string relay, int processId) => new(
        "PortTaken", ErrorCategory.ResourceExists,
        $"Port {port} is taken by the relay '{relay}' of process {processId}. Choose another -Port (0 takes a free one). Enter-PSHostProcess -Id {processId} leads to that relay.", port);

    internal static CommandException RelayIsWire(string name) => new(
        "RelayIsWire", ErrorCategory.InvalidArgument,
        $"'{name}' is a wire, and a relay is wanted here. Get-GelfLink and Get-GelfStats show a wire, Stop-Job -Name '{name}' stops it; Get-GelfRelay lists the relays there are.", name);

    internal static CommandException RelayNotRunning(string name, JobState state) => new(
        "RelayNotRunning", ErrorCategory.InvalidOperation,
        $"The relay '{name}' is not running (its job is {state}). Start another one with Start-GelfRelay.", name);

    internal static CommandException NodeNotFound(string name) => new(
        "RelayNotFound", ErrorCategory.ObjectNotFound,
        $"There is no relay and no wire '{JoinLinkText.WithoutToken(name)}' in this session. Get-Job lists those there are.", JoinLinkText.WithoutToken(name));

    internal static CommandException LinkNotFound(int id) => new(
        "LinkNotFound", ErrorCategory.ObjectNotFound,
        $"There is no open link with the number {id}. Get-GelfLink lists the links there are.", id);

    internal static CommandException LinkToNotFound(string relay, string remote) => new(
        "LinkNotFound", ErrorCategory.ObjectNotFound,
        $"'{relay}' has no link to '{remote}' any more, or never had. Get-GelfLink lists the links there are.", remote);

    internal static CommandException LinkOfWire(string wire, string remote) => new(
        "LinkOfWire", ErrorCategory.InvalidOperation,
        $"The link to {remote} is one of the wire '{wire}', which keeps its links until it stops. Use Stop-Job, and Start-GelfWire for the relays that are left.", remote);

    internal static CommandException NeighborNotFound(string address) => new(
        "NeighborNotFound", ErrorCategory.ObjectNotFound,
        $"No relay of this session has seen {address} behind a peer. Get-GelfNeighbor lists the addresses there are.", address);

    internal static CommandException MacAddressInvalid(string parameter, string text) => new(
        "MacAddressInvalid", ErrorCategory.InvalidArgument,
        $"-{parameter}: '{text}' is not a MAC address. Give one such as 02:00:5e:10:00:01, or a pattern such as 02:00:*.", text);

    internal static CommandException LinkExists(string relay, string remote) => new(
        "LinkExists", ErrorCategory.ResourceExists,
        $"The relay '{relay}' has a link to {remote} already, by another join link. To use this one, take that link down first with Disconnect-GelfLink.", remote);

    internal static CommandException LinkToItself(string relay, string remote) => new(
        "LinkToItself", ErrorCategory.InvalidArgument,
        $"-Uri: '{remote}' is the relay '{relay}' itself. Give the join link of another relay, which Get-GelfJoinLink shows there.", remote);

    internal static CommandException LinkTakenDown(string relay, string remote) => new(
        "LinkTakenDown", ErrorCategory.OperationStopped,
        $"The link from the relay '{relay}' to {remote} was taken down before it was open: the relay stops, or somebody has used Disconnect-GelfLink.", remote);

    internal static CommandException PeerNotFound(string name) => new(
        "PeerNotFound", ErrorCategory.ObjectNotFound,
        $"No relay of this session has heard of a peer '{name}'. Get-GelfPeer lists the peers there are.", name);

    internal static CommandException PeerNotConnected(string relay, string peer, string? problem) => new(
        "PeerNotConnected", ErrorCategory.ConnectionError,
        $"Nothing goes to and fro between the relay '{relay}' and the peer '{peer}'. {problem ?? "They are agreeing on keys: try again in a moment."}", peer);

    internal static CommandException NoPeerConnected(string relay, string problems) => new(
        "NoPeerConnected", ErrorCategory.ConnectionError,
        $"The relay '{relay}' reaches no peer, so there is no path to measure. {(problems.Length > 0 ? problems : "It has heard of none: open its join link (Get-GelfJoinLink), or use Connect-GelfRelay.")} Get-GelfPeer and Get-GelfLink show what is there.", relay);

    internal static CommandException TapNotFound(string name) => new(
        "TapNotFound", ErrorCategory.ObjectNotFound,
        $"There is no tap '{name}' on this host. Get-GelfTap lists the taps there are.", name);

    internal static CommandException TapBusy(string name) => new(
        "TapBusy", ErrorCategory.ResourceBusy,
        $"Tap '{name}' is in use by a relay of this session. Stop that one first with Stop-GelfRelay, or use another tap.", name);

    internal static CommandException AddressInvalid(string parameter, string text) => new(
        "AddressInvalid", ErrorCategory.InvalidArgument,
        $"-{parameter}: '{text}' is not an IP address. Give one such as 10.10.10.1, 10.10.10.1/24 or fd00::1/64.", text);

    internal static CommandException PrefixLengthConflict(string text, int prefixLength) => new(
        "PrefixLengthConflict", ErrorCategory.InvalidArgument,
        $"-IPAddress {text} and -PrefixLength {prefixLength} contradict each other. Give one of the two lengths.", prefixLength);

    internal static CommandException AddressNotFound(string address, string? alias) => new(
        "AddressNotFound", ErrorCategory.ObjectNotFound,
        $"{(alias is null ? "No interface" : $"Interface '{alias}'")} has {(alias is null ? "the" : "no")} address {address}. Get-GelfAddress lists the addresses there are.", address);

    internal static CommandException ListenAddressInvalid(string text) => new(
        "ListenAddressInvalid", ErrorCategory.InvalidArgument,
        $"-ListenAddress: '{text}' is not an IP address. Give one of this host's own, or 0.0.0.0 for all of them.", text);

    internal static CommandException IntervalInvalid(double seconds, double least, double most) => new(
        "IntervalInvalid", ErrorCategory.InvalidArgument,
        FormattableString.Invariant($"-Interval: {seconds} seconds is not possible. Give {least} to {most}."), seconds);

    internal static CommandException IntervalWithoutContinuous(double seconds) => new(
        "IntervalWithoutContinuous", ErrorCategory.InvalidArgument,
        FormattableString.Invariant($"-Interval {seconds} is for -Continuous. Give -Continuous as well, or leave it out."), seconds);

    internal static CommandException TimeoutInvalid(double seconds, double least, double most) => new(
        "TimeoutInvalid", ErrorCategory.InvalidArgument,
        FormattableString.Invariant($"-Timeout: {seconds} seconds is not possible. Give {least} to {most}."), seconds);

    internal static CommandException DurationInvalid(double seconds) => new(
        "DurationInvalid", ErrorCategory.InvalidArgument,
        FormattableString.Invariant($"-Duration: {seconds} seconds is not possible. Give up to 3600, or 0 to leave the throughput out."), seconds);

    internal static CommandException CountInvalid(int count) => new(
        "CountInvalid", ErrorCategory.InvalidArgument,
        $"-Count: {count} probes are not possible. Give 1 to 100000.", count);

    internal static CommandException TimeoutWithoutWaitForPeer(double seconds) => new(
        "TimeoutWithoutWaitForPeer", ErrorCategory.InvalidArgument,
        FormattableString.Invariant($"-Timeout {seconds} is for -WaitForPeer. Give -WaitForPeer as well, or leave it out."), seconds);

    internal static CommandException PeerTimeout(string relay, double seconds) => new(
        "PeerTimeout", ErrorCategory.OperationTimeout,
        FormattableString.Invariant($"No peer of the relay '{relay}' could be reached within {seconds} seconds. The relay goes on: open its join link (Get-GelfJoinLink), and see Get-GelfLink and Get-GelfPeer for what is there."), relay);

    internal static CommandException PathInvalid(string parameter, string path, string reason) => new(
        "PathInvalid", ErrorCategory.InvalidArgument,
        $"-{parameter}: '{path}' is not a path that can be used: {reason}", path);

    internal static CommandException PathNotAFile(string parameter, string path) => new(
        "PathNotAFile", ErrorCategory.InvalidArgument,
        $"-{parameter}: '{path}' is not a path of the file system. Give one such as ./segment.key.", path);

    internal static CommandException SegmentNameWithoutPassphrase(string name) => new(
        "SegmentNameWithoutPassphrase", ErrorCategory.InvalidArgument,
        $"-SegmentName '{name}' is for a key from a passphrase; a random key has no use for it. Give -Passphrase as well, or leave it out.", name);

    internal static CommandException KeyBitsWithPassphrase(int bits) => new(
        "KeyBitsWithPassphrase", ErrorCategory.InvalidArgument,
        $"-Bits {bits} and -Passphrase do not go together: a key from a passphrase has 256 bits. Leave one of the two out.", bits);

    internal static CommandException KeyConflict() => new(
        "KeyConflict", ErrorCategory.InvalidArgument,
        "-Key and -KeyPath both give a key, and a segment has one. Leave one of the two out.");

    internal static CommandException EncryptConflict() => new(
        "EncryptConflict", ErrorCategory.InvalidArgument,
        "-Encrypt:$false contradicts -Key and -KeyPath: a relay with a key is sealed. Leave -Encrypt out, or the key.");

    internal static CommandException HttpsConflict() => new(
        "HttpsConflict", ErrorCategory.InvalidArgument,
        "-Https:$false contradicts -Certificate: a relay with a certificate serves https. Leave one of the two out.");

    internal static CommandException CertificateMissing(string parameter) => new(
        "CertificateMissing", ErrorCategory.InvalidArgument,
        $"-{parameter} is for a certificate in a file, and none is given. Give the file's path as -Certificate, or leave -{parameter} out.");
}
