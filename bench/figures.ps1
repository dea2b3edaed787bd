# Dot-sourced by bench.ps1: the figures, in the order in which tables show them. Format is .NET's; Better says which way is good.
[Diagnostics.CodeAnalysis.SuppressMessageAttribute('PSUseDeclaredVarsMoreThanAssignments', 'figures', Justification = 'Who dot-sources this looks at it.')]
[Diagnostics.CodeAnalysis.SuppressMessageAttribute('PSUseDeclaredVarsMoreThanAssignments', 'slowFigures', Justification = 'Who dot-sources this looks at it.')]
param()

$figures = @(
    @{ Key = 'oneStream'; Title = 'TCP, 1 stream (Gbit/s)'; Format = '0.000'; Better = 'more' }
    @{ Key = 'eightStreams'; Title = 'TCP, 8 streams (Gbit/s)'; Format = '0.000'; Better = 'more' }
    @{ Key = 'packets'; Title = 'UDP of 64 bytes (packets/s)'; Format = '#,0'; Better = 'more' }
    @{ Key = 'idleP50'; Title = 'round trip, idle, p50 (ms)'; Format = '0.000'; Better = 'less' }
    @{ Key = 'idleP99'; Title = 'p99 (ms)'; Format = '0.000'; Better = 'less' }
    @{ Key = 'loadP50'; Title = 'round trip, 1 stream beside it, p50 (ms)'; Format = '0.000'; Better = 'less' }
    @{ Key = 'loadP99'; Title = 'p99 (ms)'; Format = '0.000'; Better = 'less' }
    @{ Key = 'cpuPerGigabyte'; Title = 'CPU (s/GB)'; Format = '0.00'; Better = 'less' }
    @{ Key = 'memory'; Title = 'memory (MiB)'; Format = '0'; Better = 'less' }
)

$slowFigures = @(
    @{ Key = 'share'; Title = 'share of the rate, as payload (%)'; Format = '0.0'; Better = 'more' }
    @{ Key = 'shareOfBare'; Title = 'of what bare TCP gets (%)'; Format = '0.0'; Better = 'more' }
    @{ Key = 'wireUse'; Title = 'slow wire in use (%)'; Format = '0.0'; Better = 'more' }
    @{ Key = 'p50'; Title = 'round trip p50 (ms)'; Format = '0.0'; Better = 'less' }
    @{ Key = 'p99'; Title = 'p99 (ms)'; Format = '0.0'; Better = 'less' }
    @{ Key = 'lost'; Title = 'pings lost (%)'; Format = '0.0'; Better = 'less' }
)

function Format-Figure {
    param($Figure, $Value)
    if ($null -eq $Value) { '-' } else { ([double] $Value).ToString($Figure.Format, [cultureinfo]::InvariantCulture) }
}

# How many times as much as each reference: for throughput more is good, for time, CPU and memory less.
function Get-FigureRatio {
    param($Entries)
    foreach ($reference in 'veth', 'openvpn-tcp', 'openvpn-udp') {
        $base = @($Entries | Where-Object { $_.name -eq $reference })
        if (-not $base -or $null -eq $base[0].median.oneStream) {
            continue
        }
        $ratios = foreach ($entry in $Entries) {
            $median = [ordered]@{}
            foreach ($figure in $figures) {
                if ($null -ne $entry.median[$figure.Key] -and $base[0].median[$figure.Key]) {
                    $median[$figure.Key] = $entry.median[$figure.Key] / $base[0].median[$figure.Key]
                }
            }
            [ordered]@{ name = $entry.name; title = $entry.title; median = $median }
        }
        [ordered]@{ name = $reference; title = $base[0].title; entries = @($ratios) }
    }
}
