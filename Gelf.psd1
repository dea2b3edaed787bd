@{
    # The build puts in the version, from Directory.Build.props.
    ModuleVersion = '0.0.0'

    RootModule = 'Gelf.psm1'
    GUID = '6f6d3a52-6f0a-4d0e-9c1e-51f6b9a4c7d2'
    Author = 'the Gelf contributors'
    Copyright = 'Copyright (c) 2026 the Gelf contributors'
    Description = 'Joins two hosts that cannot reach each other into one Ethernet segment, through a browser that can reach both.'
    CompatiblePSEditions = @('Core')
    PowerShellVersion = '7.6'

    CmdletsToExport = @(
        'New-GelfTap', 'Get-GelfTap', 'Remove-GelfTap'
        'New-GelfAddress', 'Get-GelfAddress', 'Remove-GelfAddress'
        'New-GelfKey', 'Import-GelfKey', 'Export-GelfKey'
        'Start-GelfRelay', 'Get-GelfRelay', 'Stop-GelfRelay', 'Connect-GelfRelay'
        'Start-GelfWire'
        'Get-GelfLink', 'Disconnect-GelfLink'
        'Get-GelfPeer', 'Get-GelfNeighbor', 'Get-GelfJoinLink', 'Get-GelfStats', 'Test-GelfPath'
    )
    FunctionsToExport = @()
    VariablesToExport = @()
    AliasesToExport = @()

    PrivateData = @{
        PSData = @{
            Tags = @('PSEdition_Core', 'Linux', 'network', 'tunnel', 'Ethernet', 'TAP', 'VPN')
        }
    }
}
