# Dot-sourced by bench.ps1: the figures, in the order in which tables show them. Format is .NET's.
$script:figures = @(
    @{ Key = 'oneStream'; Title = 'TCP, 1 stream (Gbit/s)'; Format = '0.000' }
    @{ Key = 'eightStreams'; Title = 'TCP, 8 streams (Gbit/s)'; Format = '0.000' }
    @{ Key = 'packets'; Title = 'UDP of 64 bytes (packets/s)'; Format = '#,0' }
    @{ Key = 'idleP50'; Title = 'round trip, idle, p50 (ms)'; Format = '0.000' }
    @{ Key = 'idleP99'; Title = 'p99 (ms)'; Format = '0.000' }
    @{ Key = 'loadP50'; Title = 'round trip, 1 stream beside it, p50 (ms)'; Format = '0.000' }
    @{ Key = 'loadP99'; Title = 'p99 (ms)'; Format = '0.000' }
    @{ Key = 'cpuPerGigabyte'; Title = 'CPU (s/GB)'; Format = '0.00' }
    @{ Key = 'memory'; Title = 'memory (MiB)'; Format = '0' }
)

$script:slowFigures = @(
    @{ Key = 'share'; Title = 'share of the rate, as payload (%)'; Format = '0.0' }
    @{ Key = 'shareOfBare'; Title = 'of what bare TCP gets (%)'; Format = '0.0' }
    @{ Key = 'cableUse'; Title = 'slow cable in use (%)'; Format = '0.0' }
    @{ Key = 'p50'; Title = 'round trip p50 (ms)'; Format = '0.0' }
    @{ Key = 'p99'; Title = 'p99 (ms)'; Format = '0.0' }
    @{ Key = 'lost'; Title = 'pings lost (%)'; Format = '0.0' }
)

function Format-Figure {
    param($Value, [string] $Format)
    if ($null -eq $Value) { '-' } else { ([double] $Value).ToString($Format, [cultureinfo]::InvariantCulture) }
}

# How many times as much as each reference: for throughput more is good, for time, CPU and memory less.
function Get-FigureRatio {
    param($Entries)
    $references = $Entries | Where-Object { $_.name -in 'veth', 'openvpn-tcp', 'openvpn-udp' -and $null -ne $_.median.oneStream }
    foreach ($reference in $references) {
        [ordered]@{
            name = $reference.name
            title = $reference.title
            entries = @(foreach ($entry in $Entries) {
                $ratios = [ordered]@{}
                foreach ($key in $figures.Key | Where-Object { $null -ne $entry.median[$_] -and $reference.median[$_] }) {
                    $ratios[$key] = $entry.median[$key] / $reference.median[$key]
                }
                [ordered]@{ name = $entry.name; title = $entry.title; median = $ratios }
            })
        }
    }
}
