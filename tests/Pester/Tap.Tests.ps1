BeforeAll {
    . "$PSScriptRoot/Session.ps1"
}

AfterAll {
    Remove-Module Gelf -ErrorAction Ignore
}

Describe 'Taps' {
    AfterEach {
        Get-GelfTap | Remove-GelfTap
    }

    It 'are interfaces that are up, without a cable' {
        $tap = New-GelfTap
        $tap.Name | Should -Be 'tap0'
        $tap.State | Should -Be 'Up'
        $tap.Carrier | Should -BeFalse
        $tap.Mtu | Should -Be 1500
        Get-InterfaceName | Should -Contain 'tap0'
    }

    It 'have the name, the MTU and the address that they are given' {
        $tap = New-GelfTap -Name lab -Mtu 9000 -MacAddress 02:00:5e:10:00:01
        "$($tap.Name) $($tap.Mtu) $($tap.MacAddress)" | Should -Be 'lab 9000 02:00:5e:10:00:01'
        Get-Content /sys/class/net/lab/address | Should -Be '02:00:5e:10:00:01'
        Get-Content /sys/class/net/lab/mtu | Should -Be '9000'
    }

    It 'come by name from the pipeline, and are found by wildcards' {
        $null = 'lab1', 'lab2', 'other' | New-GelfTap
        (Get-GelfTap lab*).Name | Should -Be 'lab1', 'lab2'
    }

    It 'are their names as text' {
        $tap = New-GelfTap
        "$tap" | Should -Be 'tap0'
    }

    It 'are gone once they are removed' {
        $tap = New-GelfTap
        $tap | Remove-GelfTap
        $tap.State | Should -Be 'Removed'
        Get-InterfaceName | Should -Be 'lo'
    }

    It 'change nothing with -WhatIf' {
        New-GelfTap -WhatIf | Should -BeNullOrEmpty
        Get-InterfaceName | Should -Be 'lo'

        New-GelfTap | Remove-GelfTap -WhatIf
        Get-InterfaceName | Should -Contain 'tap0'
    }

    It 'are refused with <id> for <why>' -ForEach @(
        @{ why = 'a name that is too long'; id = 'TapNameInvalid'; arguments = @{ Name = 'a-name-that-is-too-long' } }
        @{ why = 'a name that is taken'; id = 'TapNameTaken'; arguments = @{ Name = 'lo' } }
        @{ why = 'an MTU that cannot be'; id = 'TapMtuInvalid'; arguments = @{ Mtu = 67 } }
        @{ why = 'a multicast address'; id = 'TapMacInvalid'; arguments = @{ MacAddress = '01:00:5e:00:00:01' } }
        @{ why = 'an owner that is nobody'; id = 'TapOwnerUnknown'; arguments = @{ Owner = 'nobody-has-this-name' } }
    ) {
        { New-GelfTap @arguments -ErrorAction Stop } | Should -Throw -ErrorId "$id,Gelf.PowerShell.Commands.NewGelfTapCommand"
        Get-InterfaceName | Should -Be 'lo'
    }

    It 'that are not there are one error each, and the others have their turn' {
        $null = New-GelfTap
        $found = Get-GelfTap nope1, tap0, nope2 -ErrorAction SilentlyContinue -ErrorVariable problems
        $found.Name | Should -Be 'tap0'
        $problems.FullyQualifiedErrorId | Should -Be (@('TapNotFound,Gelf.PowerShell.Commands.GetGelfTapCommand') * 2)
        $problems.TargetObject | Should -Be 'nope1', 'nope2'
        $problems[0].CategoryInfo.Category | Should -Be 'ObjectNotFound'
    }
}
