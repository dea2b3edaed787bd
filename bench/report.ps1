# Dot-sourced by bench.ps1: the results as Markdown, to read, and as JSON, to compute with.

function Write-Report {
    param($Results, [string] $Folder)
    $markdown = (Get-Report $Results) -join "`n"
    [IO.File]::WriteAllText("$Folder/bench.md", "$markdown`n")
    [IO.File]::WriteAllText("$Folder/bench.json", "$(ConvertTo-JsonText $Results)`n")
    [Console]::Out.WriteLine("`n$markdown`n`nThe same is in $Folder/bench.md, and all rounds are in $Folder/bench.json.")
}

function Get-Report {
    param($Results)
    $machine = $Results.machine
    '# Measurements'
    ''
    $aes = if ($machine.aes) { 'AES' } else { 'no AES' }
    "$($machine.date). $($machine.cores) cores of $($machine.cpu) with $aes instructions, $($machine.memoryMiB) MiB, " +
        "Linux $($machine.kernel), TCP $($machine.congestionControl); load average before: $($machine.loadAverageBefore)."
    if ($Results.settings.congestionControl) {
        "All TCP is under $($Results.settings.congestionControl)."
    }
    "Each figure is the median of $($Results.settings.rounds) rounds of $($Results.settings.seconds) s."
    "Versions: $(($Results.versions.Keys | ForEach-Object { "$_ $($Results.versions[$_])" }) -join ', ')."
    if ($Results.Contains('network')) {
        Get-FigureReport -Title 'All on the same two cables' -Figures $figures -Entries $Results.network
        Get-RatioReport $Results.ratios
    }
    if ($Results.Contains('slow')) {
        Get-FigureReport -Title "A slow wire: $($script:slowRate / 1e6) Mbit/s and a deep queue at the phone, 8 TCP streams" -Figures $slowFigures -Entries $Results.slow
    }
    if ($Results.Contains('endurance')) {
        Get-EnduranceReport $Results.endurance
    }
    Get-TroubleReport $Results
    Get-BarReport $Results.bars
}

function Get-FigureReport {
    param([string] $Title, $Figures, $Entries)
    ''
    "## $Title"
    ''
    "| | $(($Figures | ForEach-Object { $_.Title }) -join ' | ') |"
    "| --- |$(' ---: |' * $Figures.Count)"
    foreach ($entry in $Entries) {
        "| $($entry.title) | $(($Figures | ForEach-Object { Format-Figure $_ $entry.median[$_.Key] }) -join ' | ') |"
    }
}

function Get-RatioReport {
    param($Ratios)
    $columns = @($figures | ForEach-Object { @{ Key = $_.Key; Title = $_.Title -replace ' \([^)]*\)$'; Format = '0.00' } })
    foreach ($one in $Ratios) {
        Get-FigureReport -Title "As multiples of: $($one.title)" -Figures $columns -Entries $one.entries
    }
}

function Get-EnduranceReport {
    param($Entries)
    ''
    '## Full load for a long time'
    ''
    '| | minutes | Gbit/s | | most (MiB) | usual (MiB) | growth after the first fifth (MiB) |'
    '| --- | ---: | ---: | --- | ---: | ---: | ---: |'
    $number = @{ Format = '0.0' }
    foreach ($entry in $Entries) {
        foreach ($what in 'relay', 'tabHeap', 'tabBuffers' | Where-Object { $entry.Contains($_) }) {
            $trend = $entry[$what]
            $values = @($trend.maxMiB, $trend.medianMiB, $trend.growthMiB | ForEach-Object { Format-Figure $number $_ }) -join ' | '
            "| $($entry.title) | $($entry.minutes) | $(Format-Figure @{ Format = '0.000' } $entry.throughput) | " +
                "$(@{ relay = 'relay'; tabHeap = 'heap of the tab'; tabBuffers = 'buffers of the tab' }[$what]) | $values |"
        }
    }
}

function Get-TroubleReport {
    param($Results)
    if ($Results.missing -or $Results.failures.Count) {
        ''
        '## Left out, or failed'
        ''
    }
    foreach ($missing in $Results.missing) {
        "- $($missing.title): $($missing.why)."
    }
    foreach ($failure in $Results.failures) {
        "- $($failure.name), $($failure.what): $(@($failure.why -split "`n")[0])"
    }
}

function Get-BarReport {
    param($Bars)
    ''
    '## Bars'
    ''
    '| bar | value | |'
    '| --- | ---: | --- |'
    foreach ($bar in $Bars) {
        $reached = if ($null -eq $bar.reached) { 'not measured' } elseif ($bar.reached) { 'reached' } else { '**not reached**' }
        "| $($bar.bar) | $(Format-Figure @{ Format = '0.00' } $bar.value) | $reached |"
    }
}
