# Dot-source this for running programs.

# Runs a program with its output going where this script's goes; a failure ends the script.
function Invoke-Native {
    param([string] $Program, [string[]] $Arguments)
    & $Program @Arguments | Out-Host
    if ($LASTEXITCODE -ne 0) {
        throw "'$Program $Arguments' failed with exit code $LASTEXITCODE."
    }
}

function Test-Program {
    param([string] $Name)
    $null -ne (Get-Command -Name $Name -CommandType Application -ErrorAction Ignore)
}

# The words to put before a program that needs root: none, or sudo with the environment that matters to us.
function Get-RootPrefix {
    if ([Environment]::IsPrivilegedProcess) {
        return
    }
    if (-not (Test-Program sudo)) {
        throw 'This needs root, for network namespaces and taps, and there is no sudo: run it as root.'
    }
    'sudo', '--', 'env', "PATH=$env:PATH"
    foreach ($name in 'GELF_SHELL', 'DOTNET_ROOT', 'CI') {
        $value = [Environment]::GetEnvironmentVariable($name)
        if ($value) {
            "$name=$value"
        }
    }
}
