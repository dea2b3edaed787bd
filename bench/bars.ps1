# Dot-sourced by bench.ps1: what Gelf is to reach, and whether it did. This list is the only place that says so.
#   Is       the value, from the results; nothing when it was not measured
#   AtLeast, AtMost   the bar
$bars = @(
    @{ Says = 'direct, sealed, 1 stream: at least 0.30 of veth'
        AtLeast = 0.30; Is = { Get-Ratio oneStream gelf-direct-sealed -To veth } }
    @{ Says = 'direct, sealed, 1 stream: at least 12 times OpenVPN over TCP'
        AtLeast = 12; Is = { Get-Ratio oneStream gelf-direct-sealed -To openvpn-tcp } }
    @{ Says = 'Chromium, sealed, 1 stream: at least 0.60 of the bare tab'
        AtLeast = 0.60; Is = { Get-Ratio oneStream gelf-chromium-sealed -To tab-limit } }
    @{ Says = 'direct, sealed, idle p50: at most 2 times OpenVPN over UDP'
        AtMost = 2; Is = { Get-Ratio idleP50 gelf-direct-sealed -To openvpn-udp } }
    @{ Says = 'Chromium, sealed, idle p50: at most 10 times OpenVPN over UDP'
        AtMost = 10; Is = { Get-Ratio idleP50 gelf-chromium-sealed -To openvpn-udp } }
    @{ Says = 'direct, sealed, CPU s/GB: at most 1/5 of OpenVPN over UDP'
        AtMost = 0.2; Is = { Get-Ratio cpuPerGigabyte gelf-direct-sealed -To openvpn-udp } }
    @{ Says = 'slow cable, Chromium, sealed, 8 streams: at least 95 % of the rate'
        AtLeast = 95; Is = { Get-Figure slow gelf-chromium-sealed share } }
    @{ Says = 'slow cable, Chromium, sealed, 8 streams: at least 95 % of what bare TCP gets, which has headers, too'
        AtLeast = 95; Is = { Get-Figure slow gelf-chromium-sealed shareOfBare } }
    @{ Says = 'slow cable, Chromium, sealed, 8 streams: round trip p50 at most 25 ms'
        AtMost = 25; Is = { Get-Figure slow gelf-chromium-sealed p50 } }
    @{ Says = 'endurance: memory of a relay at most 150 MiB'
        AtMost = 150; Is = { Get-Worst relay { $args[0].maxMiB } } }
    @{ Says = 'endurance: memory of a relay flat (1: it grew as much as may be)'
        AtMost = 1; Is = { Get-Worst relay { Get-Growth $args[0] } } }
    @{ Says = 'endurance: heap of the tab flat (1: it grew as much as may be)'
        AtMost = 1; Is = { Get-Worst tabHeap { Get-Growth $args[0] } } }
    @{ Says = 'endurance: buffers of the tab flat (1: they grew as much as may be)'
        AtMost = 1; Is = { Get-Worst tabBuffers { Get-Growth $args[0] } } }
)

# A growth of 5 MiB, or of a tenth where that is more, counts as flat. A relay keeps messages for reuse, as many as were ever in use at
# once, so it grows in steps of some MiB that come ever more rarely; what leaks grows by as much in each minute.
function Get-Growth {
    param($Trend)
    $Trend.growthMiB / [Math]::Max(5, $Trend.medianMiB / 10)
}

function Test-Bar {
    [Diagnostics.CodeAnalysis.SuppressMessage('PSReviewUnusedParameter', 'Results', Justification = 'Get-Figure and Get-Worst look at it.')]
    param($Results)
    foreach ($bar in $bars) {
        $value = & $bar.Is
        $reached = $bar.Contains('AtLeast') ? $value -ge $bar.AtLeast : $value -le $bar.AtMost
        [ordered]@{ bar = $bar.Says; value = $value; reached = $null -eq $value ? $null : $reached }
    }
}

function Get-Figure {
    param([string] $Part, [string] $Name, [string] $Key)
    foreach ($entry in $Results[$Part]) {
        if ($entry.name -eq $Name) {
            $entry.median[$Key]
        }
    }
}

function Get-Ratio {
    param([string] $Key, [string] $Name, [string] $To)
    $value = Get-Figure network $Name $Key
    $base = Get-Figure network $To $Key
    if ($null -ne $value -and $base) {
        $value / $base
    }
}

# The largest over the runs of the endurance.
function Get-Worst {
    param([string] $What, [scriptblock] $Of)
    $values = foreach ($run in $Results['endurance']) {
        if ($run.Contains($What)) {
            & $Of $run[$What]
        }
    }
    ($values | Measure-Object -Maximum).Maximum
}
