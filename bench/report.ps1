# Dot-sourced by bench.ps1: the results as Markdown, to read, and as JSON, to compute with.

function Write-Report {
    param($Results, [string] $Folder)
    $report = Get-Report $Results
    $report | Set-Content "$Folder/bench.md"
    $Results | ConvertTo-Json -Depth 10 | Set-Content "$Folder/bench.json"
    Write-Host "`n$($report -join "`n")`n`nThe same is in $Folder/bench.md, and all rounds are in $Folder/bench.json."
}

function Get-Report {
    param($Results)
    $machine, $settings = $Results.machine, $Results.settings
    @"
# Measurements

$($machine.date). $($machine.cores) cores of $($machine.cpu) with $($machine.aes ? 'AES' : 'no AES') instructions, $($machine.memoryMiB) MiB, Linux $($machine.kernel), TCP $($machine.congestionControl); load average before: $($machine.loadAverageBefore).
Each figure is the median of $($settings.rounds) rounds of $($settings.seconds) s.$($settings.congestionControl ? " All TCP is under $($settings.congestionControl)." : '')
Versions: $(($Results.versions.GetEnumerator() | ForEach-Object { "$($_.Key) $($_.Value)" }) -join ', ').
"@
    if ($Results.Contains('network')) {
        Get-FigureTable 'All on the same two cables' $figures $Results.network
        $plain = $figures | ForEach-Object { @{ Key = $_.Key; Title = $_.Title -replace ' \([^)]*\)$'; Format = '0.00' } }
        foreach ($ratio in $Results.ratios) {
            Get-FigureTable "As multiples of: $($ratio.title)" $plain $ratio.entries
        }
    }
    if ($Results.Contains('slow')) {
        Get-FigureTable "A slow cable: $($slowRate / 1e6) Mbit/s and a deep queue at the phone, 8 TCP streams" $slowFigures $Results.slow
    }
    if ($Results.Contains('endurance')) {
        Get-EnduranceTable $Results.endurance
    }
    if ($Results.missing -or $Results.failures) {
        "`n## Left out, or failed`n"
        $Results.missing | ForEach-Object { "- $($_.title): $($_.why)." }
        $Results.failures | ForEach-Object { "- $($_.name), $($_.what): $(($_.why -split "`n")[0])" }
    }
    "`n## Bars`n`n| bar | value | |`n| --- | ---: | --- |"
    foreach ($bar in $Results.bars) {
        $reached = $null -eq $bar.reached ? 'not measured' : $bar.reached ? 'reached' : '**not reached**'
        "| $($bar.bar) | $(Format-Figure $bar.value '0.00') | $reached |"
    }
}

function Get-FigureTable {
    param([string] $Title, $Figures, $Entries)
    "`n## $Title`n`n| | $($Figures.Title -join ' | ') |`n| --- |$(' ---: |' * $Figures.Count)"
    foreach ($entry in $Entries) {
        "| $($entry.title) | $(($Figures | ForEach-Object { Format-Figure $entry.median[$_.Key] $_.Format }) -join ' | ') |"
    }
}

function Get-EnduranceTable {
    param($Entries)
    @'

## Full load for a long time

| | minutes | Gbit/s | | most (MiB) | usual (MiB) | growth after the first fifth (MiB) |
| --- | ---: | ---: | --- | ---: | ---: | ---: |
'@
    $whats = [ordered]@{ relay = 'relay'; tabHeap = 'heap of the tab'; tabBuffers = 'buffers of the tab' }
    foreach ($entry in $Entries) {
        foreach ($key in $whats.Keys | Where-Object { $entry.Contains($_) }) {
            $memory = $entry[$key]['maxMiB', 'medianMiB', 'growthMiB'] | ForEach-Object { Format-Figure $_ '0.0' }
            "| $($entry.title) | $($entry.minutes) | $(Format-Figure $entry.throughput '0.000') | $($whats[$key]) | $($memory -join ' | ') |"
        }
    }
}
