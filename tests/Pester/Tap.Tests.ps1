BeforeAll {
    . "$PSScriptRoot/Session.ps1"
}

AfterAll {
    Exit-Session
}

Describe 'Taps' {
    AfterEach {
        Clear-Session
    }

    It 'are interfaces that are up, without a cable' {
        $name = Get-NextTapName
        $tap = New-GelfTap
        $tap.Name | Should -Be $name
        $tap.State | Should -Be 'Up'
        $tap.Carrier | Should -BeFalse
        $tap.Mtu | Should -Be 1500
        Get-InterfaceChange | Should -Be "+$name"
    }

    It 'have the name, the MTU and the address that they are given' {
        $tap = New-GelfTap -Name gelf-lab -Mtu 9000 -MacAddress 02:00:5e:10:00:01
        "$($tap.Name) $($tap.Mtu) $($tap.MacAddress)" | Should -Be 'gelf-lab 9000 02:00:5e:10:00:01'
        Get-Content /sys/class/net/gelf-lab/address | Should -Be '02:00:5e:10:00:01'
        Get-Content /sys/class/net/gelf-lab/mtu | Should -Be '9000'
    }

    It 'come by name from the pipeline, and are found by wildcards' {
        $null = 'gelf-lab1', 'gelf-lab2', 'gelf-other' | New-GelfTap
        (Get-GelfTap gelf-lab*).Name | Should -Be 'gelf-lab1', 'gelf-lab2'
    }

    It 'are their names as text' {
        $tap = New-GelfTap
        "$tap" | Should -Be $tap.Name
    }

    It 'are gone once they are removed' {
        $tap = New-GelfTap
        $tap | Remove-GelfTap
        $tap.State | Should -Be 'Removed'
        Get-InterfaceChange | Should -BeNullOrEmpty
    }

    It 'change nothing with -WhatIf' {
        New-GelfTap -WhatIf | Should -BeNullOrEmpty
        Get-InterfaceChange | Should -BeNullOrEmpty

        $tap = New-GelfTap
        $tap | Remove-GelfTap -WhatIf
        Get-InterfaceChange | Should -Be "+$tap"
    }

    It 'are refused with <id> for <why>' -ForEach @(
        @{ why = 'a name that is too long'; id = 'TapNameInvalid'; arguments = @{ Name = 'a-name-that-is-too-long' } }
        @{ why = 'a name that is taken'; id = 'TapNameTaken'; arguments = @{ Name = 'lo' } }
        @{ why = 'an MTU that cannot be'; id = 'TapMtuInvalid'; arguments = @{ Mtu = 67 } }
        @{ why = 'a multicast address'; id = 'TapMacInvalid'; arguments = @{ MacAddress = '01:00:5e:00:00:01' } }
        @{ why = 'an owner that is nobody'; id = 'TapOwnerUnknown'; arguments = @{ Owner = 'nobody-has-this-name' } }
    ) {
        { New-GelfTap @arguments -ErrorAction Stop } | Should -Throw -ErrorId "$id,Gelf.PowerShell.Commands.NewGelfTapCommand"
        Get-InterfaceChange | Should -BeNullOrEmpty
    }

    It 'that are not there are one error each, and the others have their turn' {
        $tap = New-GelfTap
        $found = Get-GelfTap nope1, $tap.Name, nope2 -ErrorAction SilentlyContinue -ErrorVariable problems
        $found.Name | Should -Be $tap.Name
        $problems.FullyQualifiedErrorId | Should -Be (@('TapNotFound,Gelf.PowerShell.Commands.GetGelfTapCommand') * 2)
        $problems.TargetObject | Should -Be 'nope1', 'nope2'
        $problems[0].CategoryInfo.Category | Should -Be 'ObjectNotFound'
    }
}
