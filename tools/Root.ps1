# Dot-source this to run what needs root, and to find out which programs there are.

function Test-Program {
    param([string] $Name)
    # Get-Command also finds files that are not executable.
    [bool] (Get-Command $Name -All -CommandType Application -ErrorAction Ignore | Where-Object { (Get-Item $_.Source).UnixMode -like '*x*' })
}

# Returns the words that start a program as root: none, or sudo with the environment variables that Gelf needs.
function Get-RootPrefix {
    if ([Environment]::IsPrivilegedProcess) {
        return
    }
    if (-not (Test-Program sudo)) {
        throw 'This needs root, for network namespaces and taps, and there is no sudo: run it as root.'
    }
    # Root has its own home, and namespaces have no network: ./gelf needs the caller's packages there.
    'sudo', '--', 'env', "PATH=$env:PATH", "NUGET_PACKAGES=$($env:NUGET_PACKAGES ?? "$HOME/.nuget/packages")"
    foreach ($variable in Get-Item env:DOTNET_ROOT, env:CI -ErrorAction Ignore) {
        "$($variable.Name)=$($variable.Value)"
    }
}
