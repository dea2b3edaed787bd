# Dot-sourced by bench.ps1: a phone with a slow connection whose queue is deep, such as a modem's. Who fills that queue makes
# everybody wait behind it.

$script:slowRate = 20e6

function Limit-Cable {
    param([int] $BitsPerSecond)
    # 1.5 MB are 0.6 s at this rate. The same both ways: radio carries what the second host sends, too. A small bucket, since a large
    # one would make up for every rest of whoever does not keep the wire full; but of 4 ms, since on a virtual machine its own timer is
    # late by as much, and the wire would rest with packets in its queue. By tc-tbf(8) the least is the rate divided by HZ, often 250.
    $limit = 'rate', "${BitsPerSecond}bit", 'burst', ($BitsPerSecond / 8 / 250), 'limit', '1500kb'
    tc -n phone qdisc add dev wlan2 root tbf @limit
    tc -n host2 qdisc add dev eth0 root tbf @limit
}

# What the server of iperf3 has received of TCP's payload, in order and once, as the kernel counts it; and what the phone has sent to the
# second host, headers and all, as its queue counts it.
$slowSample = "ss -Htin 'sport = :5201'; tc -n phone -s qdisc show dev wlan2"

function Read-SlowByteCount {
    param([string] $Text)
    $received = [regex]::Matches($Text, '(?<=bytes_received:)\d+')
    $sent = [regex]::Match($Text, '(?<=Sent )\d+(?= bytes)')
    if (-not $received.Count -or -not $sent.Success) {
        throw "ss and tc tell of no bytes: $Text"
    }
    @{ Payload = ($received.Value | Measure-Object -Sum).Sum; Wire = [double] $sent.Value }
}

function Measure-SlowCable {
    param($Contenders)
    $slow = @($Contenders | Where-Object { $_.Name -in 'veth', 'gelf-chromium-sealed', 'openvpn-tcp', 'openvpn-udp' })
    $entries = @(Measure-InTurn $slow $slowFigures 'slow cable' { Measure-SlowContender -Contender $args[0] -What $args[1] })
    $bare = $entries | Where-Object { $_.name -eq 'veth' } | ForEach-Object { $_.median.share }
    foreach ($entry in $entries | Where-Object { $bare -and $null -ne $_.median.share }) {
        $entry.median.shareOfBare = 100 * $entry.median.share / $bare
    }
    $entries
}

function Measure-SlowContender {
    param($Contender, [string] $What)
    $run = [ordered]@{}
    Use-Lab $Contender $What {
        param($lab)
        Limit-Cable $slowRate
        $to = (Connect-Lab $lab $Contender).Target
        # Longer than elsewhere: such a queue takes its time to fill, and a message on it is much for a second. And fewer pings, since
        # they take their part of so little. iperf3's own figure would leave out what is on the way at its end, but not for bare TCP,
        # whose end message waits behind it.
        $load = Measure-RoundTripsUnderLoad $lab $to (4 * $Seconds) -Options '-P', '8' -Interval 0.2 -Sample $slowSample
        $first, $last = $load.Samples
        $from, $until = (Read-SlowByteCount $first.Text), (Read-SlowByteCount $last.Text)
        $atFullRate = ($last.At - $first.At) * $slowRate / 8
        $run.share = 100 * ($until.Payload - $from.Payload) / $atFullRate
        $run.cableUse = 100 * ($until.Wire - $from.Wire) / $atFullRate
        $run.p50 = Get-Percentile $load.Times 0.5
        $run.p99 = Get-Percentile $load.Times 0.99
        $run.lost = 100 * (1 - $load.Times.Count / $load.Sent)
    }
    $run
}
