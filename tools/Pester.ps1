# Runs the Pester suite in this PowerShell, with the Pester whose manifest is given, and writes the outcome as JSON.
param([string] $Pester, [string] $Path, [string] $Report, [string] $Filter)
Import-Module $Pester -ErrorAction Stop
$configuration = New-PesterConfiguration
$configuration.Run.Path = $Path
$configuration.Run.PassThru = $true
$configuration.Filter.FullName = "*$Filter*"
$configuration.Output.Verbosity = 'Detailed'
$configuration.Output.RenderMode = 'Plaintext'
$run = Invoke-Pester -Configuration $configuration

@{
    Passed = $run.PassedCount
    # Count blocks and files that fail outside of a test.
    Failed = $run.FailedCount + $run.FailedBlocksCount + $run.FailedContainersCount
    Skipped = $run.SkippedCount
    Failures = @(
        $run.Failed | ForEach-Object ExpandedPath
        $run.FailedBlocks | ForEach-Object ExpandedPath
        $run.FailedContainers | ForEach-Object { "$($_.Item)" }
    )
} | ConvertTo-Json | Set-Content $Report
