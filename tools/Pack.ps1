# Makes out/Gelf.<version>.nupkg of the module, as Publish-PSResource would: the module's files at the root of the package, and
# the manifest's words in its nuspec. Install-PSResource takes it from a folder that is registered as a repository.
Set-StrictMode -Version 3.0
$ErrorActionPreference = 'Stop'
. "$PSScriptRoot/Native.ps1"
$root = [IO.Path]::GetFullPath("$PSScriptRoot/..")
$out = "$root/out"

& "$PSScriptRoot/Build.ps1"
$ast = [Management.Automation.Language.Parser]::ParseFile("$out/Gelf/Gelf.psd1", [ref] $null, [ref] $null)
$manifest = $ast.Find({ $args[0] -is [Management.Automation.Language.HashtableAst] }, $false).SafeGetValue()
$cmdlets = $manifest.CmdletsToExport
$tags = @('PSModule') + $manifest.PrivateData.PSData.Tags + 'PSIncludes_Cmdlet' +
    @($cmdlets | ForEach-Object { "PSCmdlet_$_" }) + @($cmdlets | ForEach-Object { "PSCommand_$_" })

$escape = { [Security.SecurityElement]::Escape($args[0]) }
[IO.File]::WriteAllText("$out/Gelf.nuspec", @"
<?xml version="1.0" encoding="utf-8"?>
<package xmlns="http://schemas.microsoft.com/packaging/2013/05/nuspec.xsd">
  <metadata>
    <id>Gelf</id>
    <version>$($manifest.ModuleVersion)</version>
    <authors>$(& $escape $manifest.Author)</authors>
    <requireLicenseAcceptance>false</requireLicenseAcceptance>
    <license type="expression">MIT</license>
    <description>$(& $escape $manifest.Description)</description>
    <copyright>$(& $escape $manifest.Copyright)</copyright>
    <tags>$($tags -join ' ')</tags>
  </metadata>
  <files>
    <file src="Gelf/**" target="" />
  </files>
</package>
"@)
# What there is of another version would be in the same repository, if somebody registers the folder.
[IO.Directory]::GetFiles($out, 'Gelf.*.nupkg') | ForEach-Object { [IO.File]::Delete($_) }
# It warns of each assembly that is not where a package for projects would have it; that is worth reading only if it fails.
$said = & dotnet pack "$out/Gelf.nuspec" --output $out --nologo 2>&1
if ($LASTEXITCODE -ne 0) {
    $said | Out-Host
    throw "'dotnet pack' failed with exit code $LASTEXITCODE."
}
"The package is $out/Gelf.$($manifest.ModuleVersion).nupkg."
