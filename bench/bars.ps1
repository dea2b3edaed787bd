# Dot-sourced by bench.ps1: what Gelf is to reach, and whether it did. This list is the only place that says so.
#   Is       the value, from the results; nothing when it was not measured
#   AtLeast, AtMost   the bar
$bars = @(
    @{
        Says = 'direct, sealed, 1 stream: at least 0.30 of veth'
        Is = { Get-Ratio -Key oneStream -Name gelf-direct-sealed -To veth }
        AtLeast = 0.30
    }
    @{
        Says = 'direct, sealed, 1 stream: at least 12 times OpenVPN over TCP'
        Is = { Get-Ratio -Key oneStream -Name gelf-direct-sealed -To openvpn-tcp }
        AtLeast = 12
    }
    @{
        Says = 'Chromium, sealed, 1 stream: at least 0.60 of the bare tab'
        Is = { Get-Ratio -Key oneStream -Name gelf-chromium-sealed -To tab-limit }
        AtLeast = 0.60
    }
    @{
        Says = 'direct, sealed, idle p50: at most 2 times OpenVPN over UDP'
        Is = { Get-Ratio -Key idleP50 -Name gelf-direct-sealed -To openvpn-udp }
        AtMost = 2
    }
    @{
        Says = 'Chromium, sealed, idle p50: at most 10 times OpenVPN over UDP'
        Is = { Get-Ratio -Key idleP50 -Name gelf-chromium-sealed -To openvpn-udp }
        AtMost = 10
    }
    @{
        Says = 'direct, sealed, CPU s/GB: at most 1/5 of OpenVPN over UDP'
        Is = { Get-Ratio -Key cpuPerGigabyte -Name gelf-direct-sealed -To openvpn-udp }
        AtMost = 0.2
    }
    @{
        Says = 'slow wire, Chromium, sealed, 8 streams: at least 95 % of the rate'
        Is = { Get-Slow gelf-chromium-sealed share }
        AtLeast = 95
    }
    @{
        Says = 'slow wire, Chromium, sealed, 8 streams: at least 95 % of what bare TCP gets, which has headers, too'
        Is = { Get-Slow gelf-chromium-sealed shareOfBare }
        AtLeast = 95
    }
    @{
        Says = 'slow wire, Chromium, sealed, 8 streams: round trip p50 at most 25 ms'
        Is = { Get-Slow gelf-chromium-sealed p50 }
        AtMost = 25
    }
    @{
        Says = 'endurance: memory of a relay at most 150 MiB'
        Is = { Get-Worst relay { $args[0].maxMiB } }
        AtMost = 150
    }
    @{
        Says = 'endurance: memory of a relay flat (1: it grew as much as may be)'
        Is = { Get-Worst relay { Get-Growth $args[0] } }
        AtMost = 1
    }
    @{
        Says = 'endurance: heap of the tab flat (1: it grew as much as may be)'
        Is = { Get-Worst tabHeap { Get-Growth $args[0] } }
        AtMost = 1
    }
    @{
        Says = 'endurance: buffers of the tab flat (1: they grew as much as may be)'
        Is = { Get-Worst tabBuffers { Get-Growth $args[0] } }
        AtMost = 1
    }
)

# A growth of 5 MiB, or of a tenth where that is more, counts as flat. A relay keeps messages for reuse, as many as were ever in use at
# once, so it grows in steps of some MiB that come ever more rarely; what leaks grows by as much in each minute.
function Get-Growth {
    param($Trend)
    $Trend.growthMiB / [Math]::Max(5, $Trend.medianMiB / 10)
}

function Test-Bar {
    [Diagnostics.CodeAnalysis.SuppressMessageAttribute('PSReviewUnusedParameter', 'Results', Justification = 'The functions that the bars call look at it.')]
    param($Results)
    foreach ($bar in $bars) {
        $value = & $bar.Is
        $reached = if ($null -eq $value) { $null }
            elseif ($bar.Contains('AtLeast')) { $value -ge $bar.AtLeast }
            else { $value -le $bar.AtMost }
        [ordered]@{ bar = $bar.Says; value = $value; reached = $reached }
    }
}

function Get-Figure {
    param([string] $Part, [string] $Name, [string] $Key)
    if ($Results.Contains($Part)) {
        foreach ($entry in $Results[$Part]) {
            if ($entry.name -eq $Name) {
                return $entry.median[$Key]
            }
        }
    }
}

function Get-Ratio {
    param([string] $Key, [string] $Name, [string] $To)
    $value = Get-Figure -Part network -Name $Name -Key $Key
    $base = Get-Figure -Part network -Name $To -Key $Key
    if ($null -ne $value -and $base) {
        $value / $base
    }
}

function Get-Slow { param([string] $Name, [string] $Key) Get-Figure -Part slow -Name $Name -Key $Key }

# The largest over the runs of the endurance.
function Get-Worst {
    param([string] $What, [scriptblock] $Of)
    if ($Results.Contains('endurance')) {
        $values = [double[]] @($Results.endurance | Where-Object { $_.Contains($What) } | ForEach-Object { & $Of $_[$What] })
        Get-Percentile $values 1
    }
}
