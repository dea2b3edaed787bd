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
    # A block or a file that fails outside of a test has no test to be counted with.
    Failed = $run.FailedCount + $run.FailedBlocksCount + $run.FailedContainersCount
    Skipped = $run.SkippedCount
    Failures = @(
        $run.Failed | ForEach-Object ExpandedPath
        $run.FailedBlocks | ForEach-Object ExpandedPath
        $run.FailedContainers | ForEach-Object { "$($_.Item)" }
    )
} | ConvertTo-Json | Set-Content $Report
