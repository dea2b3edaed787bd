# Dot-sourced by bench.ps1: a phone with a slow connection whose queue is deep, such as a modem's. Who fills that queue makes
# everybody wait behind it.

$script:slowRate = 20e6
$script:slowContenders = 'veth', 'gelf-chromium-sealed', 'openvpn-tcp', 'openvpn-udp'

function Limit-Cable {
    param([double] $BitsPerSecond)
    # 1.5 MB are 0.6 s at this rate. The same both ways: radio carries what the second host sends, too. A small bucket, since a large
    # one would make up for every rest of whoever does not keep the wire full.
    foreach ($end in @('phone', 'wlan2'), @('host2', 'eth0')) {
        $queue = 'tbf', 'rate', "$($BitsPerSecond)bit", 'burst', '4kb', 'limit', '1500kb'
        Invoke-Native tc (@('-n', $end[0], 'qdisc', 'add', 'dev', $end[1], 'root') + $queue)
    }
}

# What the phone has sent to the second host, headers and all, as the queue counts it.
function Read-SlowByteCount {
    $text = (& tc -n phone -s qdisc show dev wlan2) -join "`n"
    if ($text -notmatch 'Sent (\d+) bytes') {
        throw "tc tells no bytes of the slow cable: $text"
    }
    [double] $Matches[1]
}

# What the server of iperf3 has received of TCP's payload, in order and once, as the kernel counts it.
function Read-PayloadByteCount {
    $text = (& ip netns exec host2 ss -Htin 'sport = :5201') -join "`n"
    $counts = [regex]::Matches($text, 'bytes_received:(\d+)')
    if ($counts.Count -eq 0) {
        throw "ss tells of no bytes received: $text"
    }
    $sum = 0.0
    foreach ($count in $counts) {
        $sum += [double] $count.Groups[1].Value
    }
    $sum
}

function Measure-SlowWire {
    [Diagnostics.CodeAnalysis.SuppressMessageAttribute('PSReviewUnusedParameter', 'Results', Justification = 'Used in a script block.')]
    param($Contenders, $Results)
    $slow = @($Contenders | Where-Object { $_.Name -in $script:slowContenders })
    $entries = @(Measure-InTurn $slow $slowFigures 'slow wire' { Measure-SlowContender -Contender $args[0] -Results $Results -What $args[1] })
    $bare = @($entries | Where-Object { $_.name -eq 'veth' -and $_.median.share })
    foreach ($entry in $entries | Where-Object { $bare -and $null -ne $_.median.share }) {
        $entry.median.shareOfBare = 100 * $entry.median.share / $bare[0].median.share
    }
    $entries
}

function Measure-SlowContender {
    param($Contender, $Results, [string] $What)
    $run = @{}
    Use-Lab $Contender $Results $What -Routed:$Contender.Routed {
        param($lab)
        Limit-Cable $script:slowRate
        $to = Connect-Lab $lab $Contender
        # Longer than elsewhere: such a queue takes its time to fill, and a message on it is much for a second. And fewer pings, since
        # they take their part of so little. iperf3's own figure would leave out what is on the way at its end, but not for bare TCP,
        # whose end message waits behind it.
        $load = Measure-RoundTripsUnderLoad $lab $to (4 * $Seconds) -Options '-P', '8' -Interval 0.2 -Counters { Read-PayloadByteCount }, { Read-SlowByteCount }
        $run.share = 100 * $load.CountsPerSecond[0] * 8 / $script:slowRate
        $run.wireUse = 100 * $load.CountsPerSecond[1] * 8 / $script:slowRate
        $run.p50 = Get-Percentile $load.Times 0.5
        $run.p99 = Get-Percentile $load.Times 0.99
        $run.lost = 100 * (1 - $load.Times.Length / $load.Sent)
    }
    $run
}
