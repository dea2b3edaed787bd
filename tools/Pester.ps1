# Runs in pwsh, not in Gelf.Shell: Pester needs the modules that only pwsh has. The report is the numbers of
# tests that passed, failed and were skipped, and then the names of those that failed, a line each.
param([string] $Path, [string] $Report, [string] $Filter)
Import-Module Pester -MinimumVersion 5.0 -ErrorAction Stop
$configuration = New-PesterConfiguration
$configuration.Run.Path = $Path
$configuration.Run.PassThru = $true
$configuration.Filter.FullName = "*$Filter*"
$configuration.Output.Verbosity = 'Detailed'
$configuration.Output.RenderMode = 'Plaintext'
$run = Invoke-Pester -Configuration $configuration

# A block or a file that fails outside of a test has no test to be counted with.
$failed = $run.FailedCount + $run.FailedBlocksCount + $run.FailedContainersCount
$names = @($run.Failed; $run.FailedBlocks) | ForEach-Object { $_.ExpandedPath }
$files = $run.FailedContainers | ForEach-Object { "$($_.Item)" }
[IO.File]::WriteAllLines($Report, [string[]] @("$($run.PassedCount) $failed $($run.SkippedCount)"; $names; $files))
