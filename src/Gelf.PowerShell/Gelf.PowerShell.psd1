# For Gelf.psm1; the module's manifest is Gelf.psd1.
@{
    ModuleVersion = '0.0.0'
    RootModule = 'Gelf.PowerShell.dll'
    TypesToProcess = 'Gelf.Types.ps1xml'
    FormatsToProcess = 'Gelf.Format.ps1xml'
    CmdletsToExport = '*'
    FunctionsToExport = @()
    AliasesToExport = @()
}
