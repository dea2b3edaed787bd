# Dot-sourced by bench.ps1: all contenders in turn on the same cables, several times.

function Measure-Network {
    param($Contenders)
    Measure-InTurn $Contenders $figures 'network' { Measure-Contender -Contender $args[0] -What $args[1] }
}

# One round of one contender: a figure for each key. What failed is left out; what was measured before that counts.
function Measure-Contender {
    param($Contender, [string] $What)
    $run = [ordered]@{}
    Use-Lab $Contender $What {
        param($lab)
        if ($Contender['Measure']) {
            & $Contender.Measure $lab $Seconds $run
            return
        }
        $idleLoad = Measure-IdleLoad ([Math]::Min(2, $Seconds))
        $tunnel = Connect-Lab $lab $Contender
        $to = $tunnel.Target
        # Once for paths to settle, code to be compiled and buffers to be had.
        $null = Measure-Iperf $lab $to 1

        # Each 20 ms: closer together, ping does not sleep in between, but takes one of the cores.
        $idle = Measure-RoundTrip $to -Count ([Math]::Min(500, [int] ($Seconds * 100))) -Interval 0.02
        $run.idleP50 = Get-Percentile $idle 0.5
        $run.idleP99 = Get-Percentile $idle 0.99
        $one = Measure-OneStream $lab $to $Seconds -IdleLoad $idleLoad
        $run.oneStream = $one.oneStream
        $run.cpuPerGigabyte = $one.cpuPerGigabyte
        $run.eightStreams = (Measure-Iperf $lab $to $Seconds '-P', '8').bits_per_second / 1e9
        $underLoad = Measure-RoundTripsUnderLoad $lab $to $Seconds
        $run.loadP50 = Get-Percentile $underLoad.Times 0.5
        $run.loadP99 = Get-Percentile $underLoad.Times 0.99
        $packets = Measure-Iperf $lab $to $Seconds '-u', '-b', '0', '-l', '64'
        $run.packets = $packets.bytes / 64 / $packets.seconds
        if ($tunnel.ProcessIds) {
            $run.memory = (Get-LargestResidentSize $tunnel.ProcessIds) / 1MB
        }
    }
    $run
}
