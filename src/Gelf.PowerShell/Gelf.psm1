# A process can have one Gelf: .NET loads an assembly of this name once, and a second copy would run on the code of the first. What adds
# types and views to the session comes after this, in a manifest of its own.
$loaded = [AppDomain]::CurrentDomain.GetAssemblies() | Where-Object { $_.GetName().Name -eq 'Gelf.PowerShell' }
if ($loaded -and $loaded.Location -ne "$PSScriptRoot/Gelf.PowerShell.dll") {
    throw "Gelf cannot be imported from '$PSScriptRoot': this process has it from '$([IO.Path]::GetDirectoryName($loaded.Location))' already. Import that one, or start another pwsh."
}
Import-Module "$PSScriptRoot/Gelf.PowerShell.psd1"
