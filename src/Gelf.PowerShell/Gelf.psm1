# A process can have one Gelf: .NET loads an assembly of this name once, and a second copy would run on the code of the first.
$assembly = Join-Path $PSScriptRoot Gelf.PowerShell.dll
$loaded = [AppDomain]::CurrentDomain.GetAssemblies() | Where-Object { $_.GetName().Name -eq 'Gelf.PowerShell' }
if ($loaded -and $loaded.Location -ne $assembly) {
    throw "Gelf cannot be imported from '$PSScriptRoot': this process has it from '$(Split-Path $loaded.Location)' already. Import that one, or start another pwsh."
}
Import-Module $assembly

# Not by the manifest, which would add these before anything above is run.
if (-not (Get-TypeData Gelf.PowerShell.Jobs.GelfRelayJob)) {
    Update-TypeData -AppendPath (Join-Path $PSScriptRoot Gelf.Types.ps1xml)
}
